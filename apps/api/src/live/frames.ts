import { deviceTuple, type LiveTuple } from '@firewatch/shared/wire/live';
import type { StoredEvent } from '../store/events.repo.js';
import { ALL_ROOM, customerRoom } from '../store/live.repo.js';

export interface RoomFrame {
  readonly room: string;
  /** How many numbers the frame takes: every change, also those a later one of the same frame replaced. */
  readonly count: number;
  readonly changes: readonly LiveTuple[];
}

const TOPICS: Readonly<Record<string, string>> = {
  'delivery.changed': 'deliveries',
  'channel.changed': 'channels',
  'people.changed': 'people',
  'maintenance.changed': 'maintenance',
  'renewals.changed': 'renewals',
  'credential-set.changed': 'credentials',
  'push.changed': 'push',
  'polling.behind': 'status',
  'polling.caught-up': 'status',
  'waiting.changed': 'waiting',
  'group.changed': 'groups',
  'resync.changed': 'resync',
};

/** What browsers are told of one event; null = nothing they show changes by it alone. */
function tupleOf(event: StoredEvent): LiveTuple | null {
  if (event.type === 'device.row') {
    const parsed = deviceTuple.safeParse(event.payload['tuple'] ?? event.payload);
    return parsed.success ? parsed.data : null;
  }
  if (event.type.startsWith('incident.') && event.incident_id) return ['i', event.incident_id];
  if (event.type === 'inventory.changed' && event.device_id) return ['x', event.device_id];
  const topic = TOPICS[event.type];
  return topic === undefined ? null : ['t', topic];
}

const keyOf = (tuple: LiveTuple): string => `${tuple[0]}/${tuple[1]}`;

/**
 * Sorts a run of events into one frame per room; of several changes of the same thing the last state stays.
 * Shape   events in commit order -> frames, rooms in order of first change.
 */
export function framesOf(events: readonly StoredEvent[]): RoomFrame[] {
  const rooms = new Map<string, { count: number; changes: Map<string, LiveTuple> }>();
  for (const event of events) {
    const tuple = tupleOf(event);
    if (!tuple) continue;
    const names = event.customer_id === null ? [ALL_ROOM] : [ALL_ROOM, customerRoom(event.customer_id)];
    for (const name of names) {
      const room = rooms.get(name) ?? { count: 0, changes: new Map<string, LiveTuple>() };
      room.count += 1;
      room.changes.delete(keyOf(tuple));
      room.changes.set(keyOf(tuple), tuple);
      rooms.set(name, room);
    }
  }
  return [...rooms].map(([room, { count, changes }]) => ({ room, count, changes: [...changes.values()] }));
}
