/**
 * What a device's log event is worth to us.
 * Shape   now = a protection may just have ended, read at once · due = worth a read at the next chance · note = kept as the
 *         last pushed event, no read · none = counted only.
 */
export type EventAction = 'now' | 'due' | 'note' | 'none';

export interface CatalogueEvent {
  /** SonicOS event id, `m=` of a syslog line and `id` of `GET /log/events`. */
  readonly id: number;
  readonly priority: 'alert' | 'warning' | 'notice' | 'info';
  /** What happened, in our words, as the device page shows it. */
  readonly text: string;
  readonly action: EventAction;
  /** Free-text events act only where the message matches; otherwise they are worth a note. */
  readonly matchText?: RegExp;
  /** Settings may have changed, which a pulse does not show. */
  readonly wantsFullRead?: true;
}

const LICENCE_WORDS = /licen[cs]|subscription/i;
const SECURITY_WORDS =
  /anti.?virus|spyware|intrusion|\bips\b|app(?:lication)?.?control|content.?filter|\bcfs\b|botnet|geo.?ip|capture|anti.?spam|dns.?filter|security.?service|\bzone/i;

/**
 * Events this product makes use of.
 * Source  vendors/sonicwall 6.2 (SonicOS 6.5.1 log events guide at second hand); stability into 7.x and 8.x is assumed and
 *         checked per box with `GET /log/events`.
 */
export const EVENT_CATALOGUE: readonly CatalogueEvent[] = [
  { id: 159, priority: 'warning', text: 'Network Anti-Virus subscription expired', action: 'due' },
  { id: 482, priority: 'warning', text: 'Network Anti-Virus expires in 7 days', action: 'due' },
  { id: 408, priority: 'info', text: 'Anti-Virus licences exceeded', action: 'note' },
  { id: 491, priority: 'warning', text: 'E-Mail Filter expires in 7 days', action: 'due' },
  { id: 492, priority: 'warning', text: 'E-Mail Filter subscription expired', action: 'due' },
  { id: 614, priority: 'warning', text: 'Intrusion prevention subscription expired', action: 'now' },
  { id: 796, priority: 'warning', text: 'Anti-Spyware service expired', action: 'now' },
  { id: 810, priority: 'warning', text: 'Gateway Anti-Virus service expired', action: 'now' },
  { id: 1381, priority: 'warning', text: 'App Control subscription expired', action: 'now' },
  { id: 1195, priority: 'warning', text: 'Botnet Filter subscription expired', action: 'now' },
  { id: 1086, priority: 'warning', text: 'Anti-Spam subscription expired', action: 'now' },
  {
    id: 1084,
    priority: 'info',
    text: 'Anti-Spam enabled by an administrator',
    action: 'due',
    wantsFullRead: true,
  },
  {
    id: 1085,
    priority: 'info',
    text: 'Anti-Spam disabled by an administrator',
    action: 'due',
    wantsFullRead: true,
  },
  { id: 1088, priority: 'warning', text: 'Anti-Spam failed to start', action: 'due' },
  { id: 1159, priority: 'warning', text: 'Visualization Control subscription expired', action: 'due' },
  { id: 1149, priority: 'warning', text: 'Active/Active clustering licence expired', action: 'note' },
  { id: 1176, priority: 'warning', text: 'WAN Acceleration licence expired', action: 'note' },
  { id: 1564, priority: 'warning', text: 'DPI-SSL Enforcement licence expired', action: 'due' },
  { id: 1526, priority: 'info', text: 'SonicWave licence invalid', action: 'note' },
  {
    id: 1461,
    priority: 'notice',
    text: 'Content Filter alert',
    action: 'due',
    matchText: LICENCE_WORDS,
  },
  { id: 1459, priority: 'info', text: 'Gateway Anti-Virus status', action: 'none' },
  { id: 1460, priority: 'info', text: 'Gateway Anti-Virus information', action: 'none' },
  { id: 1462, priority: 'info', text: 'Content Filter information', action: 'none' },
  {
    id: 1382,
    priority: 'info',
    text: 'Configuration change succeeded',
    action: 'now',
    matchText: SECURITY_WORDS,
    wantsFullRead: true,
  },
  {
    id: 1383,
    priority: 'info',
    text: 'Configuration change failed',
    action: 'due',
    matchText: SECURITY_WORDS,
    wantsFullRead: true,
  },
  { id: 1432, priority: 'info', text: 'Configuration changed', action: 'due', wantsFullRead: true },
  { id: 1049, priority: 'info', text: 'Settings imported', action: 'due', wantsFullRead: true },
  { id: 1495, priority: 'info', text: 'Restarted by a settings import', action: 'due', wantsFullRead: true },
  { id: 1496, priority: 'info', text: 'Restarted by a firmware change', action: 'due', wantsFullRead: true },
  { id: 994, priority: 'info', text: 'An administrator session in configuration mode began', action: 'note' },
  { id: 996, priority: 'info', text: 'A read-only administrator session began', action: 'note' },
  { id: 29, priority: 'info', text: 'Administrator login allowed', action: 'none' },
  { id: 199, priority: 'info', text: 'Administrator login by CLI allowed', action: 'none' },
  { id: 235, priority: 'info', text: 'Administrator login from VPN allowed', action: 'none' },
  { id: 236, priority: 'info', text: 'Administrator login from WAN allowed', action: 'none' },
  { id: 30, priority: 'alert', text: 'Administrator login denied', action: 'note' },
  { id: 200, priority: 'warning', text: 'Administrator login by CLI denied', action: 'note' },
  { id: 809, priority: 'alert', text: 'Gateway Anti-Virus detection', action: 'none' },
  { id: 608, priority: 'alert', text: 'Intrusion prevention detection', action: 'none' },
  { id: 609, priority: 'alert', text: 'Intrusion prevention prevention', action: 'none' },
  { id: 794, priority: 'alert', text: 'Anti-Spyware prevention', action: 'none' },
  { id: 795, priority: 'alert', text: 'Anti-Spyware detection', action: 'none' },
];

/** Wordings whose ids nobody has confirmed (vendors/sonicwall 6.2, below the table): matched on text, whatever the id. */
const CRITICAL_WORDINGS: readonly { readonly matchText: RegExp; readonly text: string }[] = [
  { matchText: /registration update needed/i, text: 'Registration update needed' },
  {
    matchText: /failed to synchronize license information/i,
    text: 'Licence information could not be synchronised with the licensing server',
  },
];

export interface EventMeaning {
  readonly text: string;
  readonly action: EventAction;
  readonly wantsFullRead: boolean;
}

const BY_ID: ReadonlyMap<number, CatalogueEvent> = new Map(EVENT_CATALOGUE.map((event) => [event.id, event]));

/**
 * What one event means, by id and message; absent = not in the catalogue and no critical wording.
 * Shape   message = the event's own text as it came, any characters.
 */
export function meaningOf(id: number, message: string): EventMeaning | undefined {
  const critical = CRITICAL_WORDINGS.find(({ matchText }) => matchText.test(message));
  if (critical) return { text: critical.text, action: 'now', wantsFullRead: false };
  const event = BY_ID.get(id);
  if (!event) return undefined;
  const counts = event.matchText === undefined || event.matchText.test(message);
  return {
    text: event.text,
    action: counts ? event.action : 'note',
    wantsFullRead: counts && event.wantsFullRead === true,
  };
}
