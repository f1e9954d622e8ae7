import { momentText, ruleText, windowText } from '@firewatch/shared/domain/maintenance-words';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type {
  DeviceMaintenance,
  MaintenanceWindow,
  WithheldNotice,
  WouldHavePaged,
} from '@firewatch/shared/wire/maintenance';
import type { Tx } from '../store/database.js';
import { findIncident, incidentRowOf } from '../store/incident-views.repo.js';
import {
  spellsOf,
  windowsOver,
  withheldOf,
  type SeenWindow,
  type WithheldRow,
} from '../store/maintenance.repo.js';
import { ownZone } from './plan.js';

const iso = (at: number): string => new Date(at).toISOString();
const MOST_WITHHELD = 1_000;

/** @param mayPlan whether the reader's role lets them make windows at all. */
export function windowView(window: SeenWindow, mayPlan: boolean): MaintenanceWindow {
  const { rule, from, to, now } = window;
  const zone = ownZone();
  const occurrence = from !== null && to !== null && window.state !== 'over' ? { from, to } : null;
  return {
    id: window.id,
    state: window.state,
    kind: rule.kind,
    target: { kind: window.targetKind, names: [...window.targetNames] },
    when: ruleText(rule, zone),
    words: windowText(rule, window, { occurrence, now, zone }),
    reason: window.reason,
    covers: { devices: window.devices, customers: window.customers },
    from: isoOrNull(from),
    to: isoOrNull(to),
    createdAt: iso(window.createdAt),
    createdBy: window.createdBy,
    ended:
      window.endedAt === null
        ? null
        : { at: iso(window.endedAt), by: window.endedBy ?? 'somebody', reason: window.endReason ?? '' },
    withheld: window.withheld,
    mayChange: mayPlan && window.isOwn && window.state !== 'over',
  };
}

function outcomeOf(row: WithheldRow): WithheldNotice['outcome'] {
  if (row.isTold) return 'told';
  return row.isOpen ? 'silent' : 'came-and-went';
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function summaryOf(items: readonly WithheldNotice[]): WouldHavePaged['summary'] {
  const of = (outcome: WithheldNotice['outcome']): number =>
    new Set(items.filter((item) => item.outcome === outcome).map((item) => item.incident.id)).size;
  const [incidents, cameAndWent, told, silent] = [
    new Set(items.map((item) => item.incident.id)).size,
    of('came-and-went'),
    of('told'),
    of('silent'),
  ];
  const parts = [
    ...(cameAndWent > 0 ? [`${cameAndWent} came and went`] : []),
    ...(told > 0 ? [`${told} told after all`] : []),
    ...(silent > 0 ? [`${silent} still silent`] : []),
  ];
  const words =
    items.length === 0
      ? 'Nothing would have paged.'
      : `${counted(items.length, 'notice')} withheld of ${counted(incidents, 'incident')}: ${parts.join(', ')}.`;
  return { words, incidents, cameAndWent, told, silent };
}

/** What nobody got, with the incidents as this reader may see them. */
export async function wouldHavePagedOf(tx: Tx, windowId: string): Promise<WouldHavePaged> {
  const rows = await withheldOf(tx, windowId, MOST_WITHHELD);
  const incidents = new Map<string, ReturnType<typeof incidentRowOf>>();
  for (const id of new Set(rows.map((row) => row.incidentId))) {
    const seen = await findIncident(tx, id);
    if (seen) incidents.set(id, incidentRowOf(seen));
  }
  const items = rows.flatMap((row): WithheldNotice[] => {
    const incident = incidents.get(row.incidentId);
    if (!incident) return [];
    return [
      {
        id: row.id,
        at: iso(row.at),
        kind: row.kind,
        // As it stood then, for whoever may know the size of the whole.
        headline: row.seesAll ? row.title : incident.headline,
        incident: { id: incident.id, label: incident.label, state: incident.state },
        to: [...row.to],
        outcome: outcomeOf(row),
      },
    ];
  });
  return { items, summary: summaryOf(items) };
}

export async function deviceMaintenanceOf(tx: Tx, deviceId: string): Promise<DeviceMaintenance> {
  const windows = await windowsOver(tx, deviceId);
  const running = windows.find((one) => one.isRunning);
  const next = windows.find((one) => !one.isRunning);
  return {
    now: running
      ? { windowId: running.windowId, until: iso(running.to), reason: running.reason, by: running.by }
      : null,
    next: next
      ? { windowId: next.windowId, from: iso(next.from), to: iso(next.to), reason: next.reason }
      : null,
    spells: (await spellsOf(tx, deviceId)).map((spell) => ({
      ...spell,
      from: iso(spell.from),
      to: iso(spell.to),
    })),
  };
}

export const untilWords = (at: number): string => `${momentText(ownZone(), at)} ${ownZone()}`;
