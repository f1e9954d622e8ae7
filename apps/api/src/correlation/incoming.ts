import type { DeviceEvent, DeviceEventType } from '@firewatch/shared/domain/events';
import type { StoredEvent } from '../store/events.repo.js';

const DEVICE_TYPES = [
  'service.suspected',
  'service.changed',
  'service.flapping',
  'device.no-data',
  'device.answers-again',
  'device.identity-changed',
  'device.identity-accepted',
  'device.auth-failed',
  'device.auth-restored',
  'device.busy',
] as const satisfies readonly DeviceEventType[];
const POLLING_TYPES = ['polling.behind', 'polling.caught-up'] as const;
const INCIDENT_TYPES = ['incident.acked', 'incident.unacked', 'incident.close-asked'] as const;

/** Everything correlation reads of `events`. */
export const FEED_TYPES: readonly string[] = [
  ...DEVICE_TYPES,
  ...INCIDENT_TYPES,
  ...POLLING_TYPES,
  'inventory.changed',
  'maintenance.changed',
];

export type CaseEvent = Extract<DeviceEvent, { type: (typeof DEVICE_TYPES)[number] }>;

/** What a person did to an incident. */
export interface PersonAct {
  readonly type: (typeof INCIDENT_TYPES)[number];
  readonly incidentId: string;
  readonly at: number;
  readonly by: string;
  readonly byId: string | null;
  readonly reason: string;
  readonly until: number | null;
}

export type Incoming =
  | { readonly kind: 'device'; readonly deviceId: string; readonly event: CaseEvent }
  | { readonly kind: 'person'; readonly act: PersonAct }
  /** Our own reads begin too late since then (epoch ms), or in time again (null). */
  | { readonly kind: 'polling'; readonly lateSince: number | null }
  /** A person made, changed or ended a maintenance window. */
  | { readonly kind: 'maintenance' }
  /** The device may have been withdrawn. */
  | { readonly kind: 'inventory'; readonly deviceId: string };

const isOf = <T extends string>(types: readonly T[], type: string): type is T => types.includes(type as T);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function instant(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

/** A stored row as what it means here; null for rows that lack what their type promises. */
export function readIncoming(row: StoredEvent): Incoming | null {
  if (isOf(DEVICE_TYPES, row.type)) {
    // Payload of a device event = the event itself, written by the recorder.
    return row.device_id === null
      ? null
      : { kind: 'device', deviceId: row.device_id, event: row.payload as unknown as CaseEvent };
  }
  if (isOf(INCIDENT_TYPES, row.type)) {
    if (row.incident_id === null) return null;
    const { payload } = row;
    const byId = text(payload.byId);
    const act: PersonAct = {
      type: row.type,
      incidentId: row.incident_id,
      at: row.at,
      by: text(payload.by),
      byId: byId === '' ? null : byId,
      reason: text(payload.reason),
      until: instant(payload.until),
    };
    return { kind: 'person', act };
  }
  if (isOf(POLLING_TYPES, row.type)) {
    const { latestMs } = row.payload;
    const lateMs = typeof latestMs === 'number' ? latestMs : 0;
    return { kind: 'polling', lateSince: row.type === 'polling.behind' ? row.at - lateMs : null };
  }
  if (row.type === 'maintenance.changed') return { kind: 'maintenance' };
  return row.type === 'inventory.changed' && row.device_id !== null
    ? { kind: 'inventory', deviceId: row.device_id }
    : null;
}
