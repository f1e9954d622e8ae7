import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { counted } from '@firewatch/shared/domain/headline';
import { SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import type { Group } from '@firewatch/shared/wire/estate';
import type { intendedAnswer, intendedRequest } from '@firewatch/shared/wire/incidents';
import type { z } from 'zod';
import type { Caller } from '../platform/http/request-call.js';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import { audit } from '../store/audit.repo.js';
import { judgeAnew, lockBaselines, lockGroupBaselines, setGroupBaseline } from '../store/baselines.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { addUpdate, lockIncident } from '../store/incident-views-acts.repo.js';
import type { SeenIncident } from '../store/incident-views.repo.js';
import { lockGroup } from '../store/groups.repo.js';
import {
  type IntendedAct,
  lockAct,
  markUndone,
  restoreDevices,
  restoreOwn,
  storeIntended,
  type StoredAct,
} from '../store/intended.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { loaded } from './incident.desk.js';

type Answer = z.infer<typeof intendedAnswer>;
interface Concerned {
  readonly id: string;
  readonly name: string;
  readonly customer_id: string;
}

/** Of whom something was said. */
interface Said {
  readonly devices: readonly Concerned[];
  /** Null = of devices one by one. */
  readonly groupName: string | null;
}

interface News extends Said {
  readonly act: Pick<IntendedAct, 'id' | 'incidentId' | 'reason'> & { readonly action: string };
  readonly did: string;
  readonly said: string;
}

/** What the audit line keeps; `actId` is what an undo names. */
const detailOf = ({ act, devices, groupName }: News): object => ({
  actId: act.id,
  reason: act.reason,
  ...(groupName === null ? {} : { group: groupName }),
  devices: devices.map((device) => device.name),
});

const NAMED = 20;
const named = (devices: readonly Concerned[]): string =>
  devices
    .slice(0, NAMED)
    .map((device) => device.name)
    .join(', ') + (devices.length > NAMED ? ` and ${devices.length - NAMED} more` : '');

/** "IPS off for the group Branches, 12 firewalls". */
const wordsOf = (service: Service, { devices, groupName }: Said): string => {
  const many = counted(devices.length, 'firewall');
  const { name } = SERVICE_WORDS[service];
  return groupName === null ? `${name} off on ${many}` : `${name} off for the group ${groupName}, ${many},`;
};

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
    const { service, reason } = body;
    const act = { id: randomUUID(), incidentId, service, reason };
    const said =
      body.groupId === undefined
        ? await this.forDevices(tx, caller, act, incident, body.deviceIds ?? [])
        : await this.forGroup(tx, caller, act, incident, body.groupId);
    const what = wordsOf(service, said);
    await this.told(tx, caller, {
      act: { ...act, action: 'baseline.intended' },
      did: `declared ${what} intended`,
      said: `${what} is intended: ${reason}`,
      ...said,
    });
    return { id: act.id, devices: said.devices.length };
  }

  private async forDevices(
    tx: Tx,
    caller: Caller,
    act: IntendedAct,
    incident: SeenIncident,
    ids: readonly string[],
  ): Promise<Said> {
    const deviceIds = [...new Set(ids)];
    mustHaveLost(incident, deviceIds, act.service);
    const devices = await lockBaselines(tx, deviceIds);
    if (devices.length === 0) throw notFound('device');
    await storeIntended(tx, caller, act, { devices, group: null });
    return { devices, groupName: null };
  }

  private async forGroup(
    tx: Tx,
    caller: Caller,
    act: IntendedAct,
    incident: SeenIncident,
    groupId: string,
  ): Promise<Said> {
    const group = await lockGroup(tx, groupId);
    if (!group) throw wrongField('groupId', 'there is no such group');
    const devices = await lockGroupBaselines(tx, groupId);
    const ids = new Set(devices.map((device) => device.id));
    const isConcerned = incident.members.some(
      (member) => member.leftAt === null && ids.has(member.deviceId) && member.services.includes(act.service),
    );
    if (!isConcerned)
      throw wrongField(
        'groupId',
        `no firewall of the group ${group.name} has lost ${SERVICE_WORDS[act.service].name} in this incident`,
      );
    const before = group.baseline[act.service] ?? null;
    await storeIntended(tx, caller, act, { devices, group: { id: groupId, before } });
    await setGroupBaseline(tx, groupId, { ...group.baseline, [act.service]: 'off' }, devices);
    return { devices, groupName: group.name };
  }

  async undo(tx: Tx, caller: Caller, actId: string): Promise<Answer> {
    const act = await lockAct(tx, actId);
    if (!act) throw notFound('act');
    if (act.undoneAt !== null) throw conflict(`${act.undoneBy ?? 'Somebody'} has undone this already.`);
    const group = act.groupId === null ? null : await lockGroup(tx, act.groupId);
    // Half of it taken back, and marked as taken back, would leave the other half off for good.
    if (act.seen.length < act.deviceCount || (act.groupId !== null && group === null))
      throw conflict(
        'It was said of firewalls that you do not see; somebody who sees them can take it back.',
      );
    const said = act.forGroup ? await this.undoGroup(tx, act, group) : await this.undoDevices(tx, act);
    await markUndone(tx, caller, act.id);
    const what = wordsOf(act.service, said);
    await this.told(tx, caller, {
      act: { ...act, action: 'baseline.intended-undone' },
      did: `took back that ${what} was intended`,
      said: `${what} is no longer intended; the former baseline holds again.`,
      ...said,
    });
    return { id: actId, devices: said.devices.length };
  }

  private async undoDevices(tx: Tx, act: StoredAct): Promise<Said> {
    const locked = await lockBaselines(tx, act.seen);
    const changed = await restoreDevices(tx, act);
    await judgeAnew(tx, changed);
    return { devices: locked.filter((device) => changed.includes(device.id)), groupName: null };
  }

  private async undoGroup(tx: Tx, act: StoredAct, group: Group | null): Promise<Said> {
    const devices = group ? await lockGroupBaselines(tx, group.id) : await lockBaselines(tx, act.seen);
    await restoreOwn(tx, act);
    if (group && group.baseline[act.service] === 'off') {
      const { [act.service]: _off, ...rest } = group.baseline;
      const before = act.groupBefore === null ? {} : { [act.service]: act.groupBefore };
      await setGroupBaseline(tx, group.id, { ...rest, ...before }, devices);
    } else {
      await judgeAnew(
        tx,
        devices.map((device) => device.id),
      );
    }
    return { devices, groupName: group?.name ?? 'a group that is gone' };
  }

  /** Timeline, audit line, owners, screens: in the transaction of the act. */
  private async told(tx: Tx, caller: Caller, news: News): Promise<void> {
    const { act, devices, groupName } = news;
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
      detail: detailOf(news),
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
      ...(groupName === null
        ? []
        : [{ type: 'group.changed', customerId: only, payload: { action: act.action } }]),
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
