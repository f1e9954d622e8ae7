import type { EventsCheck } from '@firewatch/shared/domain/reading';
import { z } from 'zod';
import { EVENT_CATALOGUE } from './event-catalogue.js';
import type { Part } from './part.js';

/** `syslog` null or {} = not reported by syslog (the vendor's description of `/log/events`). */
const eventSchema = z.object({ id: z.number().int(), syslog: z.record(z.string(), z.unknown()).nullable() });
type LogEvent = z.infer<typeof eventSchema>;

const MAX_DEPTH = 4;

/** The list stands under names that differ; it is the first array of events. */
function eventsIn(value: unknown, depth = 0): LogEvent[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      const parsed = eventSchema.safeParse(item);
      return parsed.success ? [parsed.data] : eventsIn(item, depth + 1);
    });
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner: unknown) => eventsIn(inner, depth + 1));
}

const USEFUL = EVENT_CATALOGUE.filter(({ action }) => action === 'now' || action === 'due');

/**
 * Useful events this box knows and does not send; undefined = it did not tell.
 * Shape   an event that the firmware does not list cannot be switched on and is left out.
 */
export function unsentEvents(part: Part | undefined): EventsCheck | undefined {
  if (part?.kind !== 'value') return undefined;
  const told = eventsIn(part.value);
  if (told.length === 0) return undefined;
  const unsent = new Set(
    told.filter(({ syslog }) => Object.keys(syslog ?? {}).length === 0).map(({ id }) => id),
  );
  return { missing: USEFUL.filter(({ id }) => unsent.has(id)).map(({ id, text }) => ({ id, text })) };
}
