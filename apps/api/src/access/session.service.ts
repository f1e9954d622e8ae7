import { Injectable } from '@nestjs/common';
import { Refusal, wrongField } from '../platform/http/problem.js';
import { audit } from '../store/audit.repo.js';
import { Database, type Tx } from '../store/database.js';
import { forgiveTries, placeOf, returnTry, takeTry } from '../store/people-guesses.repo.js';
import { useLink } from '../store/people-links.repo.js';
import { findByEmail, findPerson } from '../store/people.repo.js';
import { factorState } from '../store/second-factor.repo.js';
import { createSession, endSession, type SessionOrigin } from '../store/sessions.repo.js';
import { Passwords, PasswordsBusy } from './passwords.js';
import { codeRefusal, SecondFactorCheck } from './second-factor.service.js';

/** Said of unknown people, wrong passwords and disabled people alike. */
const WRONG = 'Mail address or password is wrong.';
const CODE_NEXT = 'Now the six digits your authenticator app shows, or a recovery code.';

const MISSING = {
  code: 'is missing: the six digits your authenticator app shows, or a recovery code',
  password: 'is missing: your own password, because no second factor is set up',
} as const;

/** What a person proves themselves by. */
export async function provedBy(tx: Tx, personId: string): Promise<'code' | 'password'> {
  return (await factorState(tx, personId)) === 'on' ? 'code' : 'password';
}

export interface SignIn {
  readonly email: string;
  readonly password: string;
  readonly code?: string | undefined;
}

@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly factor: SecondFactorCheck,
  ) {}

  /**
   * @param old token of the session this browser had; it ends.
   * @returns a new session's token.
   */
  async signIn(input: SignIn, origin: SessionOrigin, old: string | null): Promise<string> {
    const tried = { email: input.email, place: placeOf(origin.address) };
    const taken = await this.take(tried);
    const person = await this.database.inScope([], (tx) => findByEmail(tx, input.email));
    const hash = person?.isDisabled === true ? null : (person?.hash ?? null);
    const isRight = await this.checked(hash, input.password);
    if (!isRight || !person) throw new Refusal(401, WRONG);
    const by = await this.secondStep(person.id, input.code, taken);
    return this.database.inScope('all', async (tx) => {
      await forgiveTries(tx, tried);
      return openSession(tx, { personId: person.id, by }, origin, old);
    });
  }

  async signInByLink(token: string, origin: SessionOrigin, old: string | null): Promise<string> {
    return this.database.inScope('all', async (tx) => {
      const link = await useLink(tx, 'sign-in', token);
      const person = link?.personId ? await findPerson(tx, link.personId) : null;
      if (!person || person.disabledAt !== null) {
        throw new Refusal(401, 'This link was used already or has run out; ask for a new one.');
      }
      return openSession(tx, { personId: person.id, by: 'link' }, origin, old);
    });
  }

  async signOut(token: string): Promise<void> {
    await this.database.inScope([], (tx) => endSession(tx, token));
  }

  /** Errors: Refusal 403 at `field` when it is not the person's password, 429 after too many tries. */
  async mustKnow(
    who: { readonly email: string; readonly place: string },
    given: { readonly field: string; readonly password: string },
  ): Promise<void> {
    await this.take(who);
    const person = await this.database.inScope([], (tx) => findByEmail(tx, who.email));
    if (!(await this.checked(person?.hash ?? null, given.password))) {
      const message = 'is not your password';
      throw new Refusal(403, `${given.field} ${message}.`, [{ field: given.field, message }]);
    }
    await this.database.inScope([], (tx) => forgiveTries(tx, who));
  }

  /**
   * Somebody who is signed in proves anew who they are: by a code where they have a second factor, else by their password.
   * Errors: Refusal 422 at the field that is missing, 403 at the one that is wrong, 429 after too many tries.
   */
  async prove(
    who: { readonly personId: string; readonly email: string; readonly place: string },
    given: { readonly code?: string | undefined; readonly password?: string | undefined },
  ): Promise<void> {
    const needs = await this.database.inScope([], (tx) => provedBy(tx, who.personId));
    const value = given[needs];
    if (value === undefined || value === '') throw wrongField(needs, MISSING[needs]);
    if (needs === 'password') return this.mustKnow(who, { field: 'password', password: value });
    await this.take(who);
    await this.factor.check(who.personId, value, 403);
    await this.database.inScope([], (tx) => forgiveTries(tx, who));
  }

  private async take(tried: { readonly email: string; readonly place: string }): Promise<number> {
    const taken = await this.database.inScope([], (tx) => takeTry(tx, tried));
    if ('tryId' in taken) return taken.tryId;
    const minutes = Math.ceil(taken.waitSeconds / 60);
    throw new Refusal(429, `Too many tries for this account; wait ${minutes} min.`, [], taken.waitSeconds);
  }

  private async secondStep(personId: string, code: string | undefined, tryId: number): Promise<string> {
    const state = await this.database.inScope([], (tx) => factorState(tx, personId));
    if (state !== 'on') return 'password';
    if (code !== undefined && code !== '')
      return `password and ${await this.factor.check(personId, code, 401)}`;
    await this.database.inScope([], (tx) => returnTry(tx, tryId));
    throw codeRefusal(401, CODE_NEXT);
  }

  private async checked(hash: string | null, password: string): Promise<boolean> {
    try {
      return await this.passwords.matches(hash, password);
    } catch (error) {
      if (!(error instanceof PasswordsBusy)) throw error;
      throw new Refusal(503, 'Too many people sign in at this moment; try again in a few seconds.', [], 5);
    }
  }
}

/** A session for somebody who has just proved who they are, with its line in the audit. */
export async function openSession(
  tx: Tx,
  { personId, by }: { readonly personId: string; readonly by: string },
  origin: SessionOrigin,
  old: string | null,
): Promise<string> {
  if (old !== null) await endSession(tx, old);
  const person = await findPerson(tx, personId);
  await audit(tx, person ? { personId, name: person.name } : null, {
    action: 'session.started',
    subjectKind: 'person',
    subjectId: personId,
    customerId: null,
    detail: { by, address: origin.address },
  });
  return createSession(tx, personId, origin);
}
