import type { IncidentKind } from './incident.js';
import type { UnreadableReason } from './reading.js';
import { SERVICES } from './service.js';
import type { Service } from './service.js';
import type { TurnFamily, VerdictReason } from './verdict-words.js';

/** What became of the devices: the harm a headline names. */
export type Effect = 'exposed' | 'blocking' | 'weakened' | 'blind' | 'untold';

/**
 * What the sentence is built of. Counts and names are those of the reader's own scope: a person scoped to customers
 * gets their own devices and `cohortSize: null`. Times come formatted.
 */
export interface HeadlineFacts {
  readonly kind: IncidentKind;
  readonly family: TurnFamily | null;
  readonly reason: VerdictReason | UnreadableReason | null;
  readonly effect: Effect;
  readonly isSudden: boolean;
  readonly isOver: boolean;
  /** E.g. `SonicWall`; null when the devices are of several. */
  readonly vendorName: string | null;
  readonly deviceCount: number;
  readonly cohortSize: number | null;
  readonly customerCount: number;
  /** When it is about one device; else null. */
  readonly deviceName: string | null;
  readonly customerName: string | null;
  readonly siteName: string | null;
  readonly credentialName: string | null;
  readonly services: readonly Service[];
  /** Clock words, e.g. `02:04`. */
  readonly since: string;
  /** Clock words of the recovery; null while it lasts. */
  readonly endedAt: string | null;
  /** E.g. `14 Mar 2009`; null when no end in the future is known for each. */
  readonly paidUntil: string | null;
  /** Devices of other vendors that lost the same, of how many; null = none are watched or not this reader's to know. */
  readonly others: { readonly bad: number; readonly of: number } | null;
}

export interface Headline {
  /** Cause and size. */
  readonly title: string;
  /** Harm, since when, what is known of it. */
  readonly subline: string;
  /** The guess, named as one; empty when there is none. */
  readonly likely: string;
  /** What to do now; empty when it is over. */
  readonly doNow: string;
}

const MID: Readonly<Record<Service, string>> = {
  'gateway-av': 'AV',
  'anti-spyware': 'anti-spyware',
  ips: 'IPS',
  'app-control': 'app control',
  'web-filter': 'web filter',
  'anti-spam': 'anti-spam',
  'dns-filter': 'DNS filter',
  sandbox: 'sandbox',
  'geo-botnet': 'geo and botnet filter',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `AV, anti-spyware and IPS`, in the order of every screen; `its services` when none is named. */
export function serviceList(services: readonly Service[]): string {
  const words = SERVICES.filter((service) => services.includes(service)).map((service) => MID[service]);
  const last = words.pop();
  if (last === undefined) return 'its services';
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`;
}

/** `1 firewall`, `10,000 firewalls`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${count === 1 ? one : many}`;
}

function size(facts: HeadlineFacts): string {
  const { deviceCount, cohortSize, customerCount } = facts;
  const whole = cohortSize === null || cohortSize < deviceCount ? '' : `${counted(cohortSize, 'firewall')}`;
  const devices = whole === '' ? counted(deviceCount, 'firewall') : `${deviceCount} of ${whole}`;
  return `${devices} at ${counted(customerCount, 'customer')}`;
}

const where = (facts: HeadlineFacts): string =>
  facts.deviceName === null
    ? size(facts)
    : facts.deviceName + (facts.customerName === null ? '' : ` at ${facts.customerName}`);

const FLEET_CAUSE: Readonly<Record<TurnFamily, string>> = {
  licence: 'licences dropped',
  switched: 'services were switched off',
  signatures: 'signatures went stale or missing',
  running: 'services stopped running',
};

const isExpiry = (facts: HeadlineFacts): boolean => facts.reason === 'licence-expired';

const DEVICE_CAUSE: Readonly<Partial<Record<VerdictReason, string>>> = {
  'licence-lost': 'Licence lost on',
  'licence-expired': 'Licence expired on',
  'switched-off': 'Services switched off on',
  'not-running': 'Services not running on',
  'no-signatures': 'No signatures installed on',
  frozen: 'Signatures frozen by a lapsed licence on',
  partial: 'Services only partly switched on at',
  'detect-only': 'Services detect but do not block on',
  stale: 'Stale signatures on',
  'suspected-unverified': 'Suspected loss, could not be verified, on',
};

function noDataTitle(facts: HeadlineFacts): string {
  if (facts.reason === 'busy') return `Another administrator holds the only session of ${where(facts)}`;
  if (facts.siteName !== null) return `No readings from ${size(facts)}, site ${facts.siteName}`;
  const vendor = facts.deviceName === null && facts.vendorName !== null ? `${facts.vendorName}: ` : '';
  return vendor === '' ? `No readings from ${where(facts)}` : `${vendor}no readings from ${where(facts)}`;
}

function title(facts: HeadlineFacts): string {
  switch (facts.kind) {
    case 'fleet': {
      const cause = isExpiry(facts) ? 'licences expired' : FLEET_CAUSE[facts.family ?? 'licence'];
      const sudden = facts.isSudden ? ' suddenly' : '';
      return `${facts.vendorName ?? 'Firewall'} ${cause}${sudden} on ${where(facts)}`;
    }
    case 'device': {
      const cause = DEVICE_CAUSE[facts.reason as VerdictReason] ?? 'Services lost on';
      return `${cause} ${where(facts)}`;
    }
    case 'no-data':
      return noDataTitle(facts);
    case 'identity':
      return facts.reason === 'wrong-serial'
        ? `Another device answers for ${where(facts)}`
        : `Unknown certificate from ${where(facts)}`;
    case 'credential': {
      const set =
        facts.credentialName === null ? 'a credential set' : `credential set ${facts.credentialName}`;
      return `Sign-in refused with ${set} on ${where(facts)}`;
    }
  }
}

const HARM: Readonly<Record<Effect, (services: string) => string>> = {
  exposed: (services) => `${services} stopped`,
  blocking: (services) => `${services} stopped`,
  weakened: (services) => `${services} weakened`,
  blind: () => 'Unknown',
  untold: () => 'Not read',
};
const FLOW: Readonly<Record<Effect, string>> = {
  exposed: 'traffic flows uninspected',
  blocking: 'traffic is blocked',
  weakened: 'protection is partial',
  blind: 'nobody can tell whether they protect',
  untold: 'nothing is sent to it until a person approves',
};

function flow(facts: HeadlineFacts): string {
  if (facts.kind === 'credential') return 'reading stopped after two tries so that no account is locked';
  if (facts.reason === 'busy') return 'the last reading is kept and ages';
  if (facts.effect === 'blind' && facts.deviceCount === 1) return 'nobody can tell whether it protects';
  return FLOW[facts.effect];
}

function subline(facts: HeadlineFacts): string {
  const harm = capital(HARM[facts.effect](serviceList(facts.services)));
  if (facts.isOver) {
    const end = facts.endedAt === null ? '' : `, back since ${facts.endedAt}`;
    return `${harm} since ${facts.since}${end}.`;
  }
  const parts = [`${harm} since ${facts.since}`, flow(facts)];
  if (facts.paidUntil !== null) parts.push(`paid until ${facts.paidUntil}`);
  if (facts.others !== null && facts.others.bad === 0) parts.push('other vendors fine');
  if (facts.others !== null && facts.others.bad > 0) {
    parts.push(`${facts.others.bad} of ${counted(facts.others.of, 'firewall')} of other vendors too`);
  }
  return `${parts.join('; ')}.`;
}

function likely(facts: HeadlineFacts): string {
  const vendor = facts.vendorName ?? 'the vendor';
  if (facts.kind === 'no-data' && facts.reason !== 'busy' && facts.deviceName === null) {
    return facts.siteName === null
      ? 'Likely our own uplink or a path these firewalls share.'
      : 'Likely the site’s line or power.';
  }
  if (facts.kind !== 'fleet') return '';
  switch (facts.family) {
    case 'licence':
      if (isExpiry(facts) || (facts.others !== null && facts.others.bad > 0)) return '';
      return `Likely ${vendor}’s licensing plane.`;
    case 'signatures':
      return `Likely ${vendor}’s update service.`;
    case 'running':
      return 'Likely a bad update or firmware.';
    case 'switched':
      return 'Likely one change pushed to many.';
    case null:
      return '';
  }
}

function fleetAdvice(facts: HeadlineFacts): string {
  const vendor = facts.vendorName ?? 'the vendor';
  switch (facts.family) {
    case 'licence':
      if (isExpiry(facts)) return 'Renew these licences, then synchronise the firewalls.';
      return `Open a severity 1 case with ${vendor} licensing. Do not resynchronise yet.`;
    case 'signatures':
      return `Ask ${vendor} about its update service before touching a firewall.`;
    case 'running':
      return `Open a case with ${vendor}; compare with the firewalls that still run.`;
    default:
      return 'Find who changed the policy; switch the services on again, or say that this is intended.';
  }
}

const DEVICE_ADVICE: Readonly<Partial<Record<VerdictReason, string>>> = {
  'licence-lost': 'Check the licence with the vendor, then synchronise this firewall.',
  'licence-expired': 'Renew the licence, then synchronise this firewall.',
  'switched-off': 'Switch the services on again, or say that this is intended.',
  partial: 'Switch the services on for the remaining zones, or say that this is intended.',
  'detect-only': 'Set the services to block, or say that this is intended.',
  frozen: 'Renew the licence, then update the signatures.',
  stale: 'See why updates fail; update the signatures by hand.',
  'suspected-unverified': 'Look at this firewall now: it showed a loss and then stopped answering.',
};

function doNow(facts: HeadlineFacts): string {
  if (facts.isOver) return '';
  switch (facts.kind) {
    case 'fleet':
      return fleetAdvice(facts);
    case 'device':
      return DEVICE_ADVICE[facts.reason as VerdictReason] ?? 'Sign in to this firewall and look.';
    case 'no-data':
      return facts.reason === 'busy'
        ? 'Ask who is signed in; end that session when it is not needed.'
        : 'Check line and power; nothing is known until it answers again.';
    case 'identity':
      return 'Compare old and new side by side; approve with a reason only if you know why it changed.';
    case 'credential':
      return facts.deviceName === null
        ? 'Enter the new password in the credential set, once; all of them are read again by themselves.'
        : 'Enter the right password for this firewall. Where others go on with the same credential set, give it one of its own.';
  }
}

/**
 * The one sentence of an incident, told alike by mail, incident page, fleet page and wall: cause, size, since when, what to do.
 * Shape   the reader's own facts in, four short texts out; text only, never markup.
 * Source  mockups/tokens.md section 5.
 */
export function headline(facts: HeadlineFacts): Headline {
  return {
    title: facts.isOver ? `Back: ${title(facts)}` : title(facts),
    subline: subline(facts),
    likely: facts.isOver ? '' : likely(facts),
    doNow: doNow(facts),
  };
}
