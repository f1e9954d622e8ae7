import { passwordFault } from '@firewatch/shared/domain/password-rule';
import { wrongField } from '../platform/http/problem.js';

/** Errors: Refusal 422 at `password` when guessers would try it first. */
export function checkChosen(
  password: string,
  person: { readonly name: string; readonly email: string },
): void {
  const fault = passwordFault(password, [person.name, person.email]);
  if (fault !== null) throw wrongField('password', fault);
}
