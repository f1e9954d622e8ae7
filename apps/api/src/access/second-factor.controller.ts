import { Controller } from '@nestjs/common';
import { needsSecondFactor } from '@firewatch/shared/domain/roles';
import {
  confirmFactor as confirmBody,
  recoveryCodes,
  removeFactor as removeBody,
  secondFactor,
  type SecondFactor,
  startedFactor,
} from '@firewatch/shared/wire/account';
import { generateSecret, generateURI } from 'otplib';
import type { z } from 'zod';
import { conflict } from '../platform/http/problem.js';
import { Call, type Caller, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { Database, type Tx } from '../store/database.js';
import { readInstallation } from '../store/installation.repo.js';
import { placeOf } from '../store/people-guesses.repo.js';
import {
  confirmFactor,
  factorSeal,
  factorState,
  newRecoveryCodes,
  recoveryCodesLeft,
  removeFactor,
  startFactor,
} from '../store/second-factor.repo.js';
import { Vault } from '../store/vault.js';
import { SecondFactorCheck } from './second-factor.service.js';
import { originOf } from './session-origin.js';
import { SessionService } from './session.service.js';

const own = { access: 'signed-in', onlySession: true, beforeFactor: true } as const;
const read = route({
  ...own,
  method: 'GET',
  path: 'me/second-factor',
  summary: 'Is the second factor set up, and must it be?',
  answer: secondFactor,
});
const start = route({
  ...own,
  method: 'POST',
  path: 'me/second-factor',
  summary: 'Begin: a new secret for the authenticator app, shown once; it counts once a code was seen',
  answer: startedFactor,
});
const confirm = route({
  ...own,
  method: 'POST',
  path: 'me/second-factor/confirmation',
  summary: 'Finish with a code of the app; the answer shows the recovery codes once',
  body: confirmBody,
  answer: recoveryCodes,
  perMinute: 10,
});
const renew = route({
  ...own,
  method: 'POST',
  path: 'me/second-factor/recovery-codes',
  summary: 'New recovery codes; the old ones stop working',
  body: removeBody,
  answer: recoveryCodes,
  perMinute: 10,
});
const remove = route({
  ...own,
  method: 'DELETE',
  path: 'me/second-factor',
  summary: 'Switch the second factor off, with the password',
  body: removeBody,
  perMinute: 10,
});

/** One's own second factor. */
@Controller()
export class SecondFactorController {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly check: SecondFactorCheck,
    private readonly sessions: SessionService,
  ) {}

  @Route(read)
  read(@Call() { caller }: CallOf<typeof read>): Promise<SecondFactor> {
    return this.database.inScope([], async (tx) => {
      const rules = await readInstallation(tx, 'access-rules');
      return {
        state: await factorState(tx, caller.personId),
        isRequired: rules?.['requireSecondFactor'] === true && needsSecondFactor(caller.role),
        recoveryCodesLeft: await recoveryCodesLeft(tx, caller.personId),
      };
    });
  }

  @Route(start)
  start(@Call() { caller }: CallOf<typeof start>): Promise<z.output<typeof startedFactor>> {
    const secret = generateSecret();
    const sealed = this.vault.seal({ secret }, factorSeal(caller.personId));
    return this.database.inScope('all', async (tx) => {
      if ((await factorState(tx, caller.personId)) === 'on') {
        throw conflict('The second factor is on already; switch it off before you set up another one.');
      }
      await startFactor(tx, caller.personId, sealed);
      return { secret, uri: generateURI({ issuer: 'Firewatch', label: caller.email, secret }) };
    });
  }

  @Route(confirm)
  async confirm(@Call() call: CallOf<typeof confirm>): Promise<z.output<typeof recoveryCodes>> {
    const { caller, body } = call;
    const state = await this.database.inScope([], (tx) => factorState(tx, caller.personId));
    if (state !== 'started') throw conflict('There is nothing to confirm; begin with a new secret.');
    await this.check.check(caller.personId, body.code, 422);
    return this.database.inScope('all', async (tx) => {
      await confirmFactor(tx, caller.personId);
      await note(tx, caller, 'second-factor.on');
      return { codes: await newRecoveryCodes(tx, caller.personId) };
    });
  }

  @Route(renew)
  async renew(@Call() call: CallOf<typeof renew>): Promise<z.output<typeof recoveryCodes>> {
    await this.mustKnow(call);
    return this.database.inScope('all', async (tx) => {
      if ((await factorState(tx, call.caller.personId)) !== 'on') throw conflict('The second factor is off.');
      await note(tx, call.caller, 'second-factor.codes-renewed');
      return { codes: await newRecoveryCodes(tx, call.caller.personId) };
    });
  }

  @Route(remove)
  async remove(@Call() call: CallOf<typeof remove>): Promise<void> {
    await this.mustKnow(call);
    await this.database.inScope('all', async (tx) => {
      if (await removeFactor(tx, call.caller.personId)) await note(tx, call.caller, 'second-factor.off');
    });
  }

  private mustKnow(call: CallOf<typeof renew> | CallOf<typeof remove>): Promise<void> {
    const { caller, body, request } = call;
    const who = { email: caller.email, place: placeOf(originOf(request).address) };
    return this.sessions.mustKnow(who, { field: 'password', password: body.password });
  }
}

function note(tx: Tx, caller: Caller, action: string): Promise<void> {
  return audit(tx, caller, {
    action,
    subjectKind: 'person',
    subjectId: caller.personId,
    customerId: null,
  });
}
