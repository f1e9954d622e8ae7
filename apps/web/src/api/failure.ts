import { problem, type Problem } from '@firewatch/shared/wire/primitives';

/** Why a call gave no answer: it never arrived, the server said no, or the answer was not what was agreed. */
export type FailureKind = 'network' | 'http' | 'shape';

/** A failed call in words a person can use. `message` is one or more whole sentences. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly kind: FailureKind;
  readonly status: number | null;
  /** To quote: it is also in the server's log. */
  readonly reference: string | null;
  readonly fields: readonly { readonly field: string; readonly message: string }[];

  constructor(
    kind: FailureKind,
    message: string,
    rest: { status?: number; reference?: string | undefined; fields?: ApiFailure['fields'] } = {},
  ) {
    super(message);
    this.kind = kind;
    this.status = rest.status ?? null;
    this.reference = rest.reference ?? null;
    this.fields = rest.fields ?? [];
  }

  /** The sentence for one field of a form. */
  faultOf(field: string): string | undefined {
    return this.fields.find((one) => one.field === field)?.message;
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

function fromProblem(body: Problem): ApiFailure {
  const fields = body.errors ?? [];
  const text = body.detail ?? (fields.length > 0 ? fields.map((one) => one.message).join(' ') : body.title);
  return new ApiFailure('http', sentence(text), {
    status: body.status,
    reference: body.reference,
    fields,
  });
}

/** Problem details → failure; anything else is named by its status (a proxy's page says nothing we may show). */
export function failureOf(status: number, body: unknown): ApiFailure {
  const parsed = problem.safeParse(body);
  if (parsed.success) return fromProblem(parsed.data);
  return new ApiFailure('http', `The server answered HTTP ${status}.`, { status });
}
