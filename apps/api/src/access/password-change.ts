import { Injectable } from '@nestjs/common';
import { Refusal, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { Log } from '../platform/log/log.js';
import { audit } from '../store/audit.repo.js';
import { Database, type Tx } from '../store/database.js';
import { forgiveAll, placeOf } from '../store/people-guesses.repo.js';
import { linkOf, useLink } from '../store/people-links.repo.js';
import { findPerson, setPassword } from '../store/people.repo.js';
import { endSessionsOf, type SessionOrigin } from '../store/sessions.repo.js';
import { checkChosen } from './chosen-password.js';
import { PasswordMails } from './password-mails.js';
import { Passwords } from './passwords.js';
import { openSession, SessionService } from './session.service.js';

const USED_UP = 'This link was used already or has run out; ask for a new one on the sign-in page.';

/** New passwords: by who knows the old one, or by a one-time link. Every session of the person ends with it. */
@Injectable()
export class PasswordChange {
  private readonly log: Log;

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly sessions: SessionService,
    private readonly mails: PasswordMails,
    log: Log,
  ) {
    this.log = log.for('access');
  }

  /** @returns token of a new session for the browser that asked. */
  async change(
    caller: Caller,
    input: { readonly old: string; readonly password: string },
    origin: SessionOrigin,
  ): Promise<string> {
    const who = { email: caller.email, place: placeOf(origin.address) };
    checkChosen(input.password, caller);
    if (input.password === input.old) throw wrongField('password', 'is the old one; another one is accepted');
    await this.sessions.mustKnow(who, { field: 'old', password: input.old });
    const hash = await this.passwords.hash(input.password);
    return this.database.inScope('all', async (tx) => {
      await store(tx, caller, hash, 'password.changed');
      return openSession(tx, { personId: caller.personId, by: 'new password' }, origin, null);
    });
  }

  /** With the link of an invitation or a reset; nobody is signed in by it, so that a second factor is still asked for. */
  async byLink(token: string, password: string): Promise<void> {
    // Looked at first: a hash takes 40 ms of processor, none of it for guessed tokens.
    const person = await this.database.inScope([], async (tx) => {
      const link = await linkOf(tx, 'password', token);
      return link?.personId ? findPerson(tx, link.personId) : null;
    });
    if (!person || person.disabledAt !== null) throw new Refusal(403, USED_UP);
    checkChosen(password, person);
    const hash = await this.passwords.hash(password);
    await this.database.inScope('all', async (tx) => {
      if (!(await useLink(tx, 'password', token))) throw new Refusal(403, USED_UP);
      await store(tx, { personId: person.id, name: person.name }, hash, 'password.chosen-by-link');
      await forgiveAll(tx, person.email);
    });
  }

  /** Answers at once and alike; whether anything is sent is nobody's business who does not read that mailbox. */
  forgot(email: string): void {
    this.mails.send(email).catch((error: unknown) => {
      this.log.error('a password link was not sent', { reason: String(error) });
    });
  }
}

async function store(
  tx: Tx,
  person: Pick<Caller, 'personId' | 'name'>,
  hash: string,
  action: string,
): Promise<void> {
  const { personId } = person;
  await setPassword(tx, personId, hash);
  const ended = await endSessionsOf(tx, personId);
  await audit(tx, person, {
    action,
    subjectKind: 'person',
    subjectId: personId,
    customerId: null,
    detail: { endedSessions: ended },
  });
}
