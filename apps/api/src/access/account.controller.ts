import { Controller, Inject } from '@nestjs/common';
import { changePassword, ownSession, type OwnSession } from '@firewatch/shared/wire/account';
import { page } from '@firewatch/shared/wire/primitives';
import { CONFIG, type Config } from '../platform/config/config.js';
import { notFound } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { setSessionCookie } from '../platform/http/request-cookie.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { Database } from '../store/database.js';
import { endSessionById, endSessionsOf, listSessions, SESSION_MS } from '../store/sessions.repo.js';
import { PasswordChange } from './password-change.js';
import { originOf } from './session-origin.js';

const readSessions = route({
  method: 'GET',
  path: 'me/sessions',
  access: 'signed-in',
  summary: 'Where one is signed in, used last first',
  onlySession: true,
  beforeFactor: true,
  answer: page(ownSession),
});
const endSession = route({
  method: 'DELETE',
  path: 'me/sessions/:id',
  access: 'signed-in',
  summary: 'End one of one’s own sessions',
  onlySession: true,
  beforeFactor: true,
});
const endOthers = route({
  method: 'DELETE',
  path: 'me/sessions',
  access: 'signed-in',
  summary: 'End all of one’s own sessions but this one',
  onlySession: true,
  beforeFactor: true,
});
const change = route({
  method: 'POST',
  path: 'me/password',
  access: 'signed-in',
  summary: 'Choose a new password; every session ends, this browser gets a new one',
  onlySession: true,
  beforeFactor: true,
  body: changePassword,
  perMinute: 30,
});

/** One's own account: sessions and password. */
@Controller()
export class AccountController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly passwords: PasswordChange,
  ) {}

  @Route(readSessions)
  async sessions(
    @Call() call: CallOf<typeof readSessions>,
  ): Promise<{ items: OwnSession[]; nextCursor: null }> {
    const { personId, sessionId } = call.caller;
    const seen = await this.database.inScope([], (tx) => listSessions(tx, personId));
    const items = seen.map((one) => ({
      id: one.id,
      isThis: one.id === sessionId,
      createdAt: new Date(one.createdAt).toISOString(),
      seenAt: new Date(one.seenAt).toISOString(),
      expiresAt: new Date(one.expiresAt).toISOString(),
      userAgent: one.userAgent,
      address: one.address,
    }));
    return { items, nextCursor: null };
  }

  @Route(endSession)
  async endSession(@Call() call: CallOf<typeof endSession>): Promise<void> {
    const { personId } = call.caller;
    const isThere = await this.database.inScope([], (tx) => endSessionById(tx, personId, call.params.id));
    if (!isThere) throw notFound('session');
  }

  @Route(endOthers)
  async endOthers(@Call() call: CallOf<typeof endOthers>): Promise<void> {
    const { caller } = call;
    await this.database.inScope('all', async (tx) => {
      const ended = await endSessionsOf(tx, caller.personId, caller.sessionId ?? null);
      await audit(tx, caller, {
        action: 'session.others-ended',
        subjectKind: 'person',
        subjectId: caller.personId,
        customerId: null,
        detail: { ended },
      });
    });
  }

  @Route(change)
  async change(@Call() call: CallOf<typeof change>): Promise<void> {
    const token = await this.passwords.change(call.caller, call.body, originOf(call.request));
    setSessionCookie(call.response, this.config.http, token, SESSION_MS);
  }
}
