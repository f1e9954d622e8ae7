import { Injectable } from '@nestjs/common';
import { occurrenceAt } from '@firewatch/shared/domain/maintenance';
import { reachText, ruleText, windowText } from '@firewatch/shared/domain/maintenance-words';
import type {
  editMaintenance,
  endMaintenance,
  maintenancePlan,
  MaintenancePreview,
  MaintenanceTargetRequest,
  MaintenanceWindow,
  newMaintenance,
} from '@firewatch/shared/wire/maintenance';
import type { z } from 'zod';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { maintenanceEvents } from '../store/maintenance-engine.repo.js';
import {
  endWindow,
  findWindow,
  insertWindow,
  lockWindow,
  moveEnd,
  nowOf,
  reachOf,
  seenTargets,
  type SeenWindow,
  type StoredTarget,
} from '../store/maintenance.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { untilWords, windowView } from './maintenance.view.js';
import { ownZone, planned, ruleOf } from './plan.js';

export async function foundWindow(tx: Tx, id: string): Promise<SeenWindow> {
  const window = await findWindow(tx, id);
  if (!window) throw notFound('maintenance window');
  return window;
}

const WHATS = { device: 'firewalls', site: 'sites', customer: 'customers', group: 'groups' } as const;

async function targetOf(tx: Tx, caller: Caller, wish: MaintenanceTargetRequest): Promise<StoredTarget> {
  const customerIds = caller.scope === 'all' ? null : caller.scope;
  if (wish.kind === 'tag') return { kind: 'tag', ids: [], tags: wish.tags, customerIds };
  const ids = [...new Set(wish.ids)];
  if ((await seenTargets(tx, wish.kind, ids)) !== ids.length) {
    throw wrongField('target.ids', `names ${WHATS[wish.kind]} that do not exist; take them from their list`);
  }
  return { kind: wish.kind, ids, tags: [], customerIds };
}

/** Windows as people make, change and end them; the engine does the silence. */
@Injectable()
export class MaintenanceDesk {
  async preview(tx: Tx, caller: Caller, body: z.output<typeof maintenancePlan>): Promise<MaintenancePreview> {
    const now = await nowOf(tx);
    const rule = ruleOf(body.when, now);
    const occurrence = planned(rule, caller, now);
    const covers = await reachOf(tx, await targetOf(tx, caller, body.target));
    return {
      words: windowText(rule, covers, { occurrence, now, zone: ownZone() }),
      covers: { devices: covers.devices, customers: covers.customers },
      from: new Date(occurrence.from).toISOString(),
      to: new Date(occurrence.to).toISOString(),
    };
  }

  async create(tx: Tx, caller: Caller, body: z.output<typeof newMaintenance>): Promise<MaintenanceWindow> {
    const now = await nowOf(tx);
    const rule = ruleOf(body.when, now);
    const occurrence = planned(rule, caller, now);
    const target = await targetOf(tx, caller, body.target);
    const covers = await reachOf(tx, target);
    if (covers.devices === 0) {
      throw wrongField('target', 'has no firewall, so nothing would be silent; choose another');
    }
    const id = await insertWindow(tx, { rule, occurrence, target, reason: body.reason, by: caller });
    const window = await foundWindow(tx, id);
    await this.tell(tx, caller, window, {
      did: `made a maintenance window over ${reachText(covers)}`,
      lines: [`Silent: ${ruleText(rule, ownZone())}.`, ...until(window)],
      reason: body.reason,
    });
    await this.record(tx, caller, window, { action: 'maintenance.created', reason: body.reason });
    return windowView(window, true);
  }

  /** A new end of a single window. */
  async move(
    tx: Tx,
    caller: Caller,
    id: string,
    body: z.output<typeof editMaintenance>,
  ): Promise<MaintenanceWindow> {
    const before = await this.locked(tx, id);
    const { rule } = before;
    if (rule.kind === 'weekly') {
      throw conflict('A weekly window keeps its hours; plan a single window for the time beyond them.');
    }
    const next = { ...rule, to: Date.parse(body.to) };
    const { to } = planned(next, caller, before.now);
    await moveEnd(tx, id, next);
    const window = await foundWindow(tx, id);
    if (to > rule.to) {
      await this.tell(tx, caller, window, {
        did: `extended a maintenance window over ${reachText(window)}`,
        lines: [`It was to end ${untilWords(rule.to)}.`, ...until(window)],
        reason: body.reason,
      });
    }
    const detail = { from: new Date(rule.to).toISOString(), to: body.to };
    await this.record(tx, caller, window, { action: 'maintenance.moved', reason: body.reason, detail });
    return windowView(window, true);
  }

  /** What is still bad is told at once by the engine. */
  async end(
    tx: Tx,
    caller: Caller,
    id: string,
    body: z.output<typeof endMaintenance>,
  ): Promise<MaintenanceWindow> {
    const before = await this.locked(tx, id);
    const { rule, to } = before;
    const isSeries = rule.kind === 'weekly' && !body.all;
    if (isSeries && before.state === 'coming') {
      throw conflict('It does not run now; take it back wholly, or wait until it runs.');
    }
    const next = isSeries && to !== null ? occurrenceAt(rule, to) : null;
    await endWindow(tx, id, { by: caller.name, reason: body.reason, next });
    const window = await foundWindow(tx, id);
    const action = before.state === 'coming' ? 'maintenance.cancelled' : 'maintenance.ended';
    await this.record(tx, caller, window, { action, reason: body.reason });
    return windowView(window, true);
  }

  private async locked(tx: Tx, id: string): Promise<SeenWindow> {
    const window = await foundWindow(tx, id);
    if (!window.isOwn) {
      throw conflict('It also covers customers you do not see; somebody who sees them may change it.');
    }
    await lockWindow(tx, id);
    const now = await foundWindow(tx, id);
    if (now.state === 'over') throw conflict('This maintenance window is over.');
    return now;
  }

  private async tell(
    tx: Tx,
    caller: Caller,
    window: SeenWindow,
    news: { readonly did: string; readonly lines: readonly string[]; readonly reason: string },
  ): Promise<void> {
    const lines = [...news.lines, `Reason: ${news.reason}`];
    await tellOwners(tx, caller, { did: news.did, lines, path: `/maintenance/${window.id}` });
  }

  /** Audit line and events, last in the transaction. */
  private async record(
    tx: Tx,
    caller: Caller,
    window: SeenWindow,
    act: { readonly action: string; readonly reason: string; readonly detail?: object },
  ): Promise<void> {
    const events = await maintenanceEvents(tx, [window.id]);
    const customers = events.flatMap((event) => event.customerId ?? []);
    const [only] = customers.length === 1 ? customers : [];
    await audit(tx, caller, {
      action: act.action,
      subjectKind: 'maintenance',
      subjectId: window.id,
      // A person scoped to customers may write only lines of those.
      customerId: caller.scope === 'all' ? (only ?? null) : (only ?? caller.scope[0] ?? null),
      detail: {
        reason: act.reason,
        when: ruleText(window.rule, ownZone()),
        target: { kind: window.targetKind, names: window.targetNames },
        devices: window.devices,
        ...act.detail,
      },
    });
    await appendEvents(tx, events);
  }
}

function until(window: SeenWindow): string[] {
  if (window.rule.kind === 'once') return [`No alarm of theirs is sent until ${untilWords(window.rule.to)}.`];
  const { lastAt } = window.rule;
  return [
    lastAt === null
      ? 'It comes again every week until somebody ends it.'
      : `It comes again every week until ${untilWords(lastAt)}.`,
  ];
}
