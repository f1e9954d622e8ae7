import { Injectable } from '@nestjs/common';
import { Refusal } from '../platform/http/problem.js';
import { audit } from '../store/audit.repo.js';
import { Database, type Tx } from '../store/database.js';
import { forgiveTries, takeTry } from '../store/people-guesses.repo.js';
import { useLink } from '../store/people-links.repo.js';
import { findByEmail, findPerson } from '../store/people.repo.js';
import { createSession, endSession } from '../store/sessions.repo.js';
import { Passwords, PasswordsBusy } from './passwords.js';

/** Said of unknown people, wrong passwords and disabled people alike. */
const WRONG = 'Mail address or password is wrong.';

@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  /**
   * @param old token of the session this browser had; it ends.
   * @returns a new session's token.
   */
  async signIn(
    input: { email: string; password: string },
    agent: string,
    old: string | null,
  ): Promise<string> {
    const wait = await this.database.inScope([], (tx) => takeTry(tx, input.email));
    if (wait > 0) {
      const minutes = Math.ceil(wait / 60);
      throw new Refusal(429, `Too many tries for this account; wait ${minutes} min.`, [], wait);
    }
    const person = await this.database.inScope([], (tx) => findByEmail(tx, input.email));
    const isRight = await this.checked(
      person?.isDisabled === true ? null : (person?.hash ?? null),
      input.password,
    );
    if (!isRight || !person) throw new Refusal(401, WRONG);
    return this.database.inScope('all', async (tx) => {
      await forgiveTries(tx, input.email);
      return this.open(tx, person.id, agent, old);
    });
  }

  async signInByLink(token: string, agent: string, old: string | null): Promise<string> {
    return this.database.inScope('all', async (tx) => {
      const link = await useLink(tx, 'sign-in', token);
      const person = link?.personId ? await findPerson(tx, link.personId) : null;
      if (!person || person.disabledAt !== null) {
        throw new Refusal(401, 'This link was used already or has run out; ask for a new one.');
      }
      return this.open(tx, person.id, agent, old);
    });
  }

  async signOut(token: string): Promise<void> {
    await this.database.inScope([], (tx) => endSession(tx, token));
  }

  private async open(tx: Tx, personId: string, agent: string, old: string | null): Promise<string> {
    if (old !== null) await endSession(tx, old);
    const person = await findPerson(tx, personId);
    await audit(tx, person ? { personId, name: person.name } : null, {
      action: 'session.started',
      subjectKind: 'person',
      subjectId: personId,
      customerId: null,
    });
    return createSession(tx, personId, agent);
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
