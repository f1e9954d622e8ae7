import { z } from 'zod';

/** Limits of the Events API v2. Source: RELIABILITY section 1 after the vendor's documentation. */
export const MAX_EVENT_BYTES = 512 * 1024;
const MAX_DEDUP_KEY = 255;
const MAX_SUMMARY = 1_024;
const ROUTING_KEY_LENGTH = 32;

const text = (name: string) =>
  z.string({ error: `'${name}' is missing or blank` }).min(1, {
    error: `'${name}' is missing or blank`,
  });
const dedupKey = text('dedup_key').max(MAX_DEDUP_KEY, {
  error: `'dedup_key' is longer than ${MAX_DEDUP_KEY} characters`,
});
const common = {
  routing_key: text('routing_key').length(ROUTING_KEY_LENGTH, {
    error: `Length of 'routing_key' is incorrect (should be ${ROUTING_KEY_LENGTH} characters)`,
  }),
};
const payload = z.looseObject(
  {
    summary: text('payload.summary').max(MAX_SUMMARY, {
      error: `'payload.summary' is longer than ${MAX_SUMMARY} characters`,
    }),
    source: text('payload.source'),
    severity: z.enum(['critical', 'error', 'warning', 'info'], {
      error:
        "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
    }),
  },
  { error: "'payload' is missing or blank" },
);

const pagerEvent = z.discriminatedUnion(
  'event_action',
  [
    z.looseObject({ ...common, event_action: z.literal('trigger'), dedup_key: dedupKey.optional(), payload }),
    z.looseObject({ ...common, event_action: z.literal('acknowledge'), dedup_key: dedupKey }),
    z.looseObject({ ...common, event_action: z.literal('resolve'), dedup_key: dedupKey }),
  ],
  {
    error: "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')",
  },
);
export type PagerEvent = z.output<typeof pagerEvent>;

export type ReadEvent =
  | { readonly kind: 'event'; readonly event: PagerEvent }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] };

/** An event as sent, or what is wrong with it in the words of the vendor's answers. */
export function readPagerEvent(body: string): ReadEvent {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: 'invalid', errors: ['JSON could not be parsed'] };
  }
  const parsed = pagerEvent.safeParse(value);
  if (parsed.success) return { kind: 'event', event: parsed.data };
  return { kind: 'invalid', errors: parsed.error.issues.map(({ message }) => message) };
}
