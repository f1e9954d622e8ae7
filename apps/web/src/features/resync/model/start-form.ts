import type { resyncRunDetail, startResync, stepUpState } from '@firewatch/shared/wire/resync';
import { reason as reasonSchema } from '@firewatch/shared/wire/primitives';
import type { z } from 'zod';

type Detail = z.infer<typeof resyncRunDetail>;
export type GuardView = Detail['guards'][number];

export interface StartForm {
  readonly isLater: boolean;
  /** Value of a `datetime-local` field. */
  readonly at: string;
  readonly override: string;
  /** Code or password, whichever is asked for. */
  readonly proof: string;
}

export const EMPTY_START: StartForm = { isLater: false, at: '', override: '', proof: '' };

/** Guards that a start has to answer with a written reason. */
export const overridable = (guards: readonly GuardView[]): readonly GuardView[] =>
  guards.filter((guard) => guard.state === 'overridable');

/** Guards that refuse a start whatever is written; signing in again is asked for in the dialog. */
export const refusing = (guards: readonly GuardView[]): readonly GuardView[] =>
  guards.filter((guard) => guard.state === 'held' && guard.name !== 'step-up');

/** Does this person have to prove again that it is them? */
export const mustProve = (state: z.infer<typeof stepUpState>, now: number): boolean =>
  state.until === null || Date.parse(state.until) <= now;

/** Of the field that asks who sits there; false = fine. */
export const proofFault = (needs: Faultful['needs'], typed: string): string | false =>
  needs !== null &&
  typed.trim() === '' &&
  (needs === 'code'
    ? 'Code is missing; the six digits of your authenticator, or a recovery code, are accepted.'
    : 'Password is missing.');

interface Faultful {
  readonly form: StartForm;
  readonly guards: readonly GuardView[];
  readonly needs: 'code' | 'password' | null;
  readonly now: number;
}

/** One sentence per field that cannot be sent; false = fine. */
export function startFaults({
  form,
  guards,
  needs,
  now,
}: Faultful): Readonly<Record<string, string | false>> {
  const at = Date.parse(form.at);
  return {
    at:
      form.isLater &&
      (Number.isNaN(at)
        ? 'Time is missing; a day and a time are accepted.'
        : at <= now && 'Time is past; a later one is accepted.'),
    override:
      overridable(guards).length > 0 &&
      !reasonSchema.safeParse(form.override).success &&
      'Write 3 to 500 characters: why it starts although a guard holds it.',
    proof: proofFault(needs, form.proof),
  };
}

/** The request of a start. */
export const startBody = (detail: Detail, form: StartForm): z.input<typeof startResync> => ({
  hash: detail.hash,
  at: form.isLater ? new Date(form.at).toISOString() : null,
  override: overridable(detail.guards).length > 0 ? form.override.trim() : null,
});
