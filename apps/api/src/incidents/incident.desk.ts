import { Injectable } from '@nestjs/common';
import type { IncidentKind } from '@firewatch/shared/domain/incident';
import {
  ackRequest,
  type IncidentDetail,
  type IncidentRow,
  updateRequest,
} from '@firewatch/shared/wire/incidents';
import type { z } from 'zod';
import type { Actor, Caller } from '../platform/http/request-call.js';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import {
  addUpdate,
  type IncidentAct,
  lockIncident,
  setAck,
  tellAct,
} from '../store/incident-views-acts.repo.js';
import { timelineOf } from '../store/incident-views-detail.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { findIncident, incidentRowOf, type SeenIncident } from '../store/incident-views.repo.js';

const CLOSES_BY_ITSELF: Readonly<Record<Extract<IncidentKind, 'device' | 'fleet'>, string>> = {
  device: 'It closes by itself when the services are verified back; acknowledge it to silence its reminders.',
  fleet: 'It closes by itself when all firewalls are verified back; acknowledge it to silence its reminders.',
};

/** An acknowledgement that keeps quiet for longer than this is told to the owners. */
const LONG_SILENCE_MS = 24 * 3_600_000;

export async function loaded(tx: Tx, id: string): Promise<SeenIncident> {
  const incident = await findIncident(tx, id);
  if (!incident) throw notFound('incident');
  return incident;
}

/** What people do to incidents: the row and the timeline at once, the consequences by the worker. */
@Injectable()
export class IncidentDesk {
  async acknowledge(
    tx: Tx,
    caller: Actor,
    id: string,
    body: z.output<typeof ackRequest>,
  ): Promise<IncidentRow> {
    const incident = await this.locked(tx, id);
    this.mustBeOpen(incident);
    const until = body.until === null ? null : Date.parse(body.until);
    if (until !== null && until <= incident.now)
      throw wrongField('until', 'lies in the past; a later instant is accepted');
    const members = incident.members.filter((member) => member.leftAt === null).length;
    await setAck(tx, caller, id, { reason: body.reason, until, members });
    await addUpdate(tx, caller, { incidentId: id, kind: 'ack', body: body.reason, customerId: null, until });
    await this.record(tx, caller, incident, { type: 'incident.acked', reason: body.reason, until });
    if (until !== null && until - incident.now > LONG_SILENCE_MS) {
      const { label } = incidentRowOf(incident);
      await tellOwners(tx, caller, {
        did: `acknowledged ${label} for more than a day`,
        lines: [
          `Until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC nobody is reminded of it. Reason: ${body.reason}`,
        ],
        path: `/incidents/${id}`,
      });
    }
    return incidentRowOf(await loaded(tx, id));
  }

  async unacknowledge(tx: Tx, caller: Caller, id: string): Promise<void> {
    const incident = await this.locked(tx, id);
    if (incident.ackedAt === null) return;
    await setAck(tx, caller, id, null);
    await addUpdate(tx, caller, {
      incidentId: id,
      kind: 'unack',
      body: 'took the acknowledgement back',
      customerId: null,
    });
    await this.record(tx, caller, incident, { type: 'incident.unacked', reason: '', until: null });
  }

  async note(
    tx: Tx,
    caller: Caller,
    id: string,
    body: z.output<typeof updateRequest>,
  ): Promise<Pick<IncidentDetail, 'updates'>> {
    const incident = await this.locked(tx, id);
    const { customerId } = body;
    if (customerId !== null && !incident.members.some((member) => member.customerId === customerId)) {
      throw wrongField('customerId', 'this customer is not part of the incident');
    }
    await addUpdate(tx, caller, { incidentId: id, kind: 'note', body: body.body, customerId });
    await this.record(tx, caller, incident, { type: 'incident.noted', reason: '', until: null });
    return { updates: await timelineOf(tx, id) };
  }

  async close(tx: Tx, caller: Caller, id: string, reason: string): Promise<IncidentRow> {
    const incident = await this.locked(tx, id);
    this.mustBeOpen(incident);
    if (incident.kind === 'device' || incident.kind === 'fleet')
      throw conflict(CLOSES_BY_ITSELF[incident.kind]);
    const names = await stillWrong(tx, incident);
    if (names.length > 0) {
      const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
      throw conflict(`Still unsolved on ${shown}; it closes when they answer again or are removed.`);
    }
    await this.record(tx, caller, incident, { type: 'incident.close-asked', reason, until: null });
    return incidentRowOf(incident);
  }

  private async locked(tx: Tx, id: string): Promise<SeenIncident> {
    if (!(await lockIncident(tx, id))) throw notFound('incident');
    return loaded(tx, id);
  }

  private mustBeOpen(incident: SeenIncident): void {
    if (!incident.isOpen) throw conflict('This incident is closed.');
  }

  /** Audit line and event, last in the transaction. */
  private async record(
    tx: Tx,
    caller: Actor,
    incident: SeenIncident,
    act: Pick<IncidentAct, 'type' | 'reason' | 'until'>,
  ): Promise<void> {
    const customerIds = incident.members.map((member) => member.customerId);
    await audit(tx, caller, {
      action: act.type,
      subjectKind: 'incident',
      subjectId: incident.id,
      // A person scoped to customers may write only lines of those.
      customerId: caller.scope === 'all' ? null : (customerIds[0] ?? null),
      detail: { reason: act.reason, until: act.until },
    });
    await tellAct(tx, caller, { ...act, incidentId: incident.id, customerIds });
  }
}

/** Names of members whose device still fails in the way the incident is about. */
async function stillWrong(tx: Tx, incident: SeenIncident): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `select d.name from devices d join device_state s on s.device_id = d.id
     where d.id = any ($1::uuid[]) and d.removed_at is null and s.contact <> 'reachable' order by d.name`,
    [incident.members.filter((member) => member.leftAt === null).map((member) => member.deviceId)],
  );
  return rows.map((row) => row.name);
}
