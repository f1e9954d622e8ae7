import { Controller } from '@nestjs/common';
import { accessRules, editAccessRules } from '@firewatch/shared/wire/account';
import type { z } from 'zod';
import { conflict } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { appendEvents } from '../store/events.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { readInstallation, writeInstallation } from '../store/installation.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { factorState } from '../store/second-factor.repo.js';

type Rules = z.output<typeof accessRules>;

const read = route({
  method: 'GET',
  path: 'access-rules',
  access: 'owner',
  summary: 'Settings about signing in',
  answer: accessRules,
});
const edit = route({
  method: 'PUT',
  path: 'access-rules',
  access: 'owner',
  summary: 'Require a second factor of owners and engineers, or not',
  onlySession: true,
  body: editAccessRules,
  answer: accessRules,
});

@Controller()
export class AccessRulesController {
  constructor(private readonly writer: Writer) {}

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<Rules> {
    return this.writer.read(call, async (tx) => {
      const stored = await readInstallation(tx, 'access-rules');
      return { requireSecondFactor: stored?.['requireSecondFactor'] === true };
    });
  }

  @Route(edit)
  edit(@Call() call: CallOf<typeof edit>): Promise<Rules> {
    const { caller, body } = call;
    return this.writer.write(call, async (tx) => {
      if (body.requireSecondFactor && (await factorState(tx, caller.personId)) !== 'on') {
        throw conflict('Set up your own second factor first (My account), so that you see that it works.');
      }
      await writeInstallation(tx, 'access-rules', body);
      await tellOwners(tx, caller, {
        did: body.requireSecondFactor
          ? 'requires a second factor of owners and engineers from now on'
          : 'lets owners and engineers in without a second factor from now on',
        lines: [],
        path: '/administration/people',
      });
      await audit(tx, caller, {
        action: 'access-rules.changed',
        subjectKind: 'installation',
        subjectId: 'access-rules',
        customerId: null,
        detail: body,
      });
      await tx.query("select pg_notify('fw_people', '')");
      await appendEvents(tx, [{ type: 'people.changed', customerId: null, payload: {} }]);
      return body;
    });
  }
}
