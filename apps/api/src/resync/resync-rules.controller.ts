import { Controller } from '@nestjs/common';
import {
  changeKillSwitch,
  changeSecondPerson,
  type ResyncSettings,
  resyncSettings,
} from '@firewatch/shared/wire/resync';
import { type ResyncProcedureView, resyncProcedure } from '@firewatch/shared/wire/resync-procedure';
import { z } from 'zod';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { tellOwners } from '../store/owner-notice.js';
import { readResyncSettings, setKillSwitch, setSecondPersonFrom } from '../store/resync-settings.repo.js';
import { ResyncPlanner } from './resync.planner.js';

const procedures = route({
  method: 'GET',
  path: 'resync-procedures',
  access: 'signed-in',
  summary: 'How each product line is brought back, step by step',
  answer: z.object({ items: z.array(resyncProcedure) }),
});
const read = route({
  method: 'GET',
  path: 'resync-settings',
  access: 'signed-in',
  summary: 'The kill switch, and from how many firewalls a second person approves',
  answer: resyncSettings,
});
const change = route({
  method: 'PATCH',
  path: 'resync-settings',
  access: 'owner',
  summary:
    'Turn the kill switch, or set from how many firewalls a second person approves; the owners are told',
  body: z.union([changeKillSwitch, changeSecondPerson]),
  answer: resyncSettings,
});

async function settingsView(tx: Tx): Promise<ResyncSettings> {
  const { killOn, killAt, killBy, killReason, secondPersonFrom } = await readResyncSettings(tx);
  return {
    killSwitch: { isOn: killOn, at: isoOrNull(killAt), by: killBy, reason: killReason },
    secondPersonFrom,
  };
}

@Controller()
export class ResyncRulesController {
  constructor(
    private readonly writer: Writer,
    private readonly planner: ResyncPlanner,
  ) {}

  @Route(procedures)
  procedures(@Call() _call: CallOf<typeof procedures>): { items: ResyncProcedureView[] } {
    const items = this.planner.procedures().map(({ vendor, procedure }) => ({
      ...procedure,
      vendor,
      steps: procedure.steps.map((step) => ({ ...step })),
    }));
    return { items };
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<ResyncSettings> {
    return this.writer.read(call, settingsView);
  }

  @Route(change)
  change(@Call() call: CallOf<typeof change>): Promise<ResyncSettings> {
    const { caller, body } = call;
    return this.writer.write(call, async (tx) => {
      if ('isOn' in body) {
        await setKillSwitch(tx, { ...body, by: caller.name });
        await tellOwners(tx, caller, {
          did: body.isOn ? 'turned the kill switch of resync on' : 'turned the kill switch of resync off',
          lines: [
            body.isOn
              ? 'Every run is stopped; none starts until it is turned off.'
              : 'Runs may be started again.',
            `Reason: ${body.reason}`,
          ],
          path: '/resync',
        });
      } else {
        await setSecondPersonFrom(tx, body.secondPersonFrom);
        await tellOwners(tx, caller, {
          did:
            body.secondPersonFrom === null
              ? 'lets resyncs of any size start without a second person'
              : `requires a second person for resyncs from ${body.secondPersonFrom} firewalls on`,
          lines: [],
          path: '/resync',
        });
      }
      await audit(tx, caller, {
        action: 'isOn' in body ? 'resync.kill-switch-turned' : 'resync.second-person-changed',
        subjectKind: 'installation',
        subjectId: 'resync-settings',
        customerId: null,
        detail: body,
      });
      await appendEvents(tx, [{ type: 'resync.changed', customerId: null, payload: {} }]);
      return settingsView(tx);
    });
  }
}
