import type { agesFrame } from '@firewatch/shared/wire/live';
import type { z } from 'zod';
import { ALL_ROOM, customerRoom, type AgeRow } from '../store/live.repo.js';

type Ages = z.infer<typeof agesFrame>['c'];

/** Sorts how old each row's reading is into the rooms that somebody is in. */
export function agesByRoom(rows: readonly AgeRow[], isJoined: (room: string) => boolean): Map<string, Ages> {
  const byRoom = new Map<string, Ages>();
  for (const row of rows) {
    const rooms = [ALL_ROOM, customerRoom(row.customer_id)].filter(isJoined);
    for (const room of rooms) {
      const ages = byRoom.get(room) ?? [];
      ages.push([row.device_id, row.believed_at, row.read_at, row.shown_until]);
      byRoom.set(room, ages);
    }
  }
  return byRoom;
}
