import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { counted } from '@firewatch/shared/domain/headline';
import { SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import type { intendedAnswer, intendedRequest } from '@firewatch/shared/wire/incidents';
import type { z } from 'zod';
import type { Caller } from '../platform/http/request-call.js';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { addUpdate, lockIncident } from '../store/incident-views-acts.repo.js';
import type { SeenIncident } from '../store/incident-views.repo.js';
import { lockAct, lockBaselines, storeIntended, undoIntended } from '../store/intended.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { loaded } from './incident.desk.js';

type Answer = z.infer<typeof intendedAnswer>;
interface Concerned {
  readonly id: string;
  readonly name: string;
  readonly customer_id: string;
}

const NAMED = 20;
const named = (devices: readonly Concerned[]): string =>
  devices
    .slice(0, NAMED)
    .map((device) => device.name)
    .join(', ') + (devices.length > NAMED ? ` and ${devices.length - NAMED} more` : '');

/** "This is intended": a loss that is none, by the word of a person. Sets the baseline, and takes it back. */
@Injectable()
export class IntendedDesk {
  async intend(
    tx: Tx,
    caller: Caller,
    incidentId: string,
    body: z.output<typeof intendedRequest>,
  ): Promise<Answer> {
    if (!(await lockIncident(tx, incidentId))) throw notFound('incident');
    const incident = await loaded(tx, incidentId);
    if (!incident.isOpen) throw conflict('This incident is closed.');
    const deviceIds = [...new Set(body.deviceIds)];
    mustHaveLost(incident, deviceIds, body.service);
    const devices = await lockBaselines(tx, deviceIds);
    if (devices.length === 0) throw notFound('device');
    const id = randomUUID();
    await storeIntended(tx, caller, { id, incidentId, service: body.service, reason: body.reason }, devices);
    const what = `${SERVICE_WORDS[body.service].name} off on ${counted(devices.length, 'firewall')}`;
    await this.told(tx, caller, {
      act: { id, incidentId, action: 'baseline.intended', reason: body.reason },
      did: `declared ${what} intended`,
      said: `${what} is intended: ${body.reason}`,
      devices,
    });
    return { id, devices: devices.length };
  }

  async undo(tx: Tx, caller: Caller, actId: string): Promise<Answer> {
    const act = await lockAct(tx, actId);
    if (!act) throw notFound('act');
    if (act.undoneAt !== null) throw conflict(`${act.undoneBy ?? 'Somebody'} has undone this already.`);
    const devices = await undoIntended(tx, caller, act);
    const what = `${SERVICE_WORDS[act.service].name} off on ${counted(devices.length, 'firewall')}`;
    await this.told(tx, caller, {
      act: { id: actId, incidentId: act.incidentId, action: 'baseline.intended-undone', reason: act.reason },
      did: `took back that ${what} was intended`,
      said: `${what} is no longer intended; the former baseline holds again.`,
      devices,
    });
    return { id: actId, devices: devices.length };
  }

  /** Timeline, audit line, owners, screens: in the transaction of the act. */
  private async told(
    tx: Tx,
    caller: Caller,
    news: {
      readonly act: {
        readonly id: string;
        readonly incidentId: string;
        readonly action: string;
        readonly reason: string;
      };
      readonly did: string;
      readonly said: string;
      readonly devices: readonly Concerned[];
    },
  ): Promise<void> {
    const { act, devices } = news;
    const customers = [...new Set(devices.map((device) => device.customer_id))];
    const [only = null] = customers;
    await addUpdate(tx, caller, {
      incidentId: act.incidentId,
      kind: 'note',
      body: news.said,
      // Whoever sees only part of the incident must not count the others' firewalls in it.
      customerId: customers.length === 1 ? only : null,
    });
    await audit(tx, caller, {
      action: act.action,
      subjectKind: 'incident',
      subjectId: act.incidentId,
      customerId: customers.length === 1 ? only : null,
      detail: { actId: act.id, reason: act.reason, devices: devices.map((device) => device.name) },
    });
    await tellOwners(tx, caller, {
      did: news.did,
      lines: [`${named(devices)}.`, `Reason: ${act.reason}`],
      path: `/incidents/${act.incidentId}`,
    });
    await appendEvents(tx, [
      { type: 'incident.noted', customerId: null, incidentId: act.incidentId, payload: { by: caller.name } },
      ...customers.map((customerId) => ({
        type: 'incident.changed',
        customerId,
        incidentId: act.incidentId,
        payload: {},
      })),
      ...devices.map((device) => ({
        type: 'inventory.changed',
        customerId: device.customer_id,
        deviceId: device.id,
        payload: { action: act.action, by: caller.name },
      })),
    ]);
  }
}

/** @throws Refusal naming a device that did not lose the service in this incident. */
function mustHaveLost(incident: SeenIncident, deviceIds: readonly string[], service: Service): void {
  const { name } = SERVICE_WORDS[service];
  for (const id of deviceIds) {
    const member = incident.members.find((one) => one.deviceId === id && one.leftAt === null);
    if (!member) throw wrongField('deviceIds', 'names a firewall that is not part of this incident now');
    if (!member.services.includes(service))
      throw wrongField('service', `${member.deviceName} has not lost ${name} in this incident`);
  }
}
