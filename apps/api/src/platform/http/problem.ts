import type { Problem } from '@firewatch/shared/wire/primitives';

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible now',
  413: 'Too large',
  415: 'Only JSON is accepted',
  422: 'Something is not right',
  429: 'Too many requests',
  500: 'Something went wrong here',
  503: 'Not available now',
  504: 'No answer in time',
};

export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** An answer that is a refusal, in words for a person; thrown by handlers, written as RFC 9457 by the filter. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly errors: readonly FieldFault[] = [],
    readonly retryAfterSeconds?: number,
  ) {
    super(detail);
    this.name = 'Refusal';
  }
}

export const notFound = (what: string): Refusal => new Refusal(404, `There is no such ${what}.`);
export const conflict = (sentence: string): Refusal => new Refusal(409, sentence);
/** One field was wrong in a way only the store knows. */
export const wrongField = (field: string, message: string): Refusal =>
  new Refusal(422, `${field}: ${message}`, [{ field, message }]);

/** Wire form. */
export function problemOf(
  refusal: Pick<Refusal, 'status' | 'message' | 'errors'>,
  reference?: string,
): Problem {
  return {
    type: 'about:blank',
    title: TITLES[refusal.status] ?? 'Refused',
    status: refusal.status,
    detail: refusal.message,
    ...(reference === undefined ? {} : { reference }),
    ...(refusal.errors.length === 0 ? {} : { errors: [...refusal.errors] }),
  };
}
