import { Controller } from '@nestjs/common';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { stepUp, stepUpState } from '@firewatch/shared/wire/resync';
import type { z } from 'zod';
import { Call, type Caller, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { Database, type Tx } from '../store/database.js';
import { placeOf } from '../store/people-guesses.repo.js';
import { recordStepUp, steppedUpAt } from '../store/step-ups.repo.js';
import { originOf } from './session-origin.js';
import { provedBy, SessionService } from './session.service.js';

type State = z.output<typeof stepUpState>;

const read = route({
  method: 'GET',
  path: 'session/step-up',
  access: 'signed-in',
  summary: 'What this person would be asked for to prove anew who they are, and until when they have',
  answer: stepUpState,
});
const prove = route({
  method: 'POST',
  path: 'session/step-up',
  access: 'signed-in',
  summary:
    'Prove anew who you are, by code or password: holds for 5 minutes, for what touches many firewalls',
  body: stepUp,
  answer: stepUpState,
  perMinute: 60,
});

async function stateOf(tx: Tx, caller: Caller): Promise<State> {
  const { at, now } = await steppedUpAt(tx, caller);
  const until = at === null ? null : at + DEFAULT_POLICY.resync.stepUpMs;
  return {
    needs: await provedBy(tx, caller.personId),
    until: until === null || until <= now ? null : new Date(until).toISOString(),
  };
}

@Controller()
export class StepUpController {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionService,
  ) {}

  @Route(read)
  read(@Call() { caller }: CallOf<typeof read>): Promise<State> {
    return this.database.inScope(caller.scope, (tx) => stateOf(tx, caller));
  }

  @Route(prove)
  async prove(@Call() { caller, body, request }: CallOf<typeof prove>): Promise<State> {
    const place = placeOf(originOf(request).address);
    await this.sessions.prove({ personId: caller.personId, email: caller.email, place }, body);
    return this.database.inScope(caller.scope, async (tx) => {
      await recordStepUp(tx, caller);
      await audit(tx, caller, {
        action: 'session.stepped-up',
        subjectKind: 'person',
        subjectId: caller.personId,
        customerId: null,
      });
      return stateOf(tx, caller);
    });
  }
}
