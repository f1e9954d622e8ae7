import { agreedOffset, farOffset, type FarClock } from './own-clock.js';
import type { OwnHealthPolicy } from './policy.js';

/** What Firewatch looks at to know whether it works itself. */
export const OWN_CHECKS = [
  'store',
  'processes',
  'loops',
  'event-loop',
  'polling',
  'deliveries',
  'dead-letters',
  'clock',
  'disk',
  'partitions',
  'audit',
  'queue',
  'ping',
] as const;
export type OwnCheck = (typeof OWN_CHECKS)[number];

/** `warning` is shown and told once a day; `wrong` is told at once and withholds the dead-man's ping. */
export interface OwnFinding {
  readonly check: OwnCheck;
  readonly state: 'warning' | 'wrong';
  readonly sentence: string;
}

/** One process as it last reported itself. Instants epoch ms, spans ms. */
export interface ProcessBeat {
  readonly role: 'all' | 'api' | 'poller' | 'worker';
  readonly host: string;
  readonly pid: number;
  readonly beatAt: number;
  readonly loops: readonly { readonly name: string; readonly sinceMs: number }[];
  /** Longest stall of its event loop in the last minute. */
  readonly blockedMs: number;
  /** Database clock minus host clock. */
  readonly clockOffsetMs: number;
  /** Clocks of servers it heard from lately, minus the database's; absent = of a version that did not ask. */
  readonly farClocks?: readonly FarClock[];
  /** Null where the process watches no folder. */
  readonly disk: {
    readonly folder: string;
    readonly freeBytes: number;
    readonly warnBytes: number;
    readonly lowBytes: number;
  } | null;
}

export interface OwnHealthInput {
  /** Database clock, epoch ms. */
  readonly now: number;
  /** Those that ended in order, or were started anew, are left out. */
  readonly processes: readonly ProcessBeat[];
  /** Firewalls whose read has not begun an interval after it was due. */
  readonly overdue: { readonly devices: number; readonly latestMs: number };
  readonly deliveries: { readonly waiting: number; readonly oldestMs: number | null };
  /** Destinations whose last message was given up. */
  readonly deadDestinations: readonly { readonly channel: string; readonly destination: string }[];
  /** Clocks of firewalls minus the database's, ms: one each, their time zone included. */
  readonly deviceClocks: readonly number[];
  /** Each partitioned table can be written up to here; null when one has no partition at all. */
  readonly partitionsUntil: number | null;
  /** Why the audit is not believed to be as it was written; null = nothing speaks against it. */
  readonly auditFault: string | null;
  readonly queueAnswers: boolean;
  /** Why the last ping could not be sent; null = it was, or none is wanted. */
  readonly pingFault: string | null;
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
const megabytes = (bytes: number): string => `${Math.floor(bytes / 1_048_576)} MB`;
const nameOf = (one: ProcessBeat): string =>
  one.role === 'all' ? `Firewatch on ${one.host}` : `The ${one.role} on ${one.host}`;
const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const wrong = (check: OwnCheck, sentence: string): OwnFinding => ({ check, state: 'wrong', sentence });
const warning = (check: OwnCheck, sentence: string): OwnFinding => ({ check, state: 'warning', sentence });

/**
 * What is not right with Firewatch itself; empty = all is well.
 * Shape   in the order of OWN_CHECKS, wrong before warning within a check.
 * Units   instants epoch ms of the database's clock, spans ms, sizes bytes.
 */
export function judgeOwnHealth(input: OwnHealthInput, policy: OwnHealthPolicy): OwnFinding[] {
  const alive = input.processes.filter((one) => input.now - one.beatAt <= policy.beatMs);
  return [
    ...processFindings(input, alive, policy),
    ...alive.flatMap((one) => insideFindings(one, policy)),
    ...workFindings(input, policy),
    ...clockFindings(input, alive, policy),
    ...diskFindings(alive),
    ...restFindings(input, policy),
  ];
}

function processFindings(
  input: OwnHealthInput,
  alive: readonly ProcessBeat[],
  policy: OwnHealthPolicy,
): OwnFinding[] {
  const silent = input.processes.filter((one) => input.now - one.beatAt > policy.beatMs);
  const lacks = (role: 'poller' | 'worker'): boolean =>
    !alive.some((one) => one.role === role || one.role === 'all');
  return [
    ...silent.map((one) =>
      wrong(
        'processes',
        `${nameOf(one)} (process ${one.pid}) has not reported for ${seconds(input.now - one.beatAt)}.`,
      ),
    ),
    ...(lacks('poller') ? [wrong('processes', 'No process reads firewalls.')] : []),
    ...(lacks('worker') ? [wrong('processes', 'No process makes incidents and sends messages.')] : []),
  ];
}

function insideFindings(one: ProcessBeat, policy: OwnHealthPolicy): OwnFinding[] {
  return [
    ...one.loops
      .filter((loop) => loop.sinceMs > policy.loopMs)
      .map((loop) =>
        wrong('loops', `${nameOf(one)}: ${loop.name} has not come round for ${seconds(loop.sinceMs)}.`),
      ),
    ...(one.blockedMs > policy.blockedMs
      ? [wrong('event-loop', `${nameOf(one)} did nothing at all for ${seconds(one.blockedMs)}.`)]
      : []),
  ];
}

function workFindings(input: OwnHealthInput, policy: OwnHealthPolicy): OwnFinding[] {
  const { overdue, deliveries, deadDestinations } = input;
  const isLate = deliveries.oldestMs !== null && deliveries.oldestMs > policy.undeliveredMs;
  return [
    ...(overdue.devices > 0
      ? [
          wrong(
            'polling',
            `${many(overdue.devices, 'firewall')} not read for two intervals, the latest is ${seconds(overdue.latestMs)} late.`,
          ),
        ]
      : []),
    ...(isLate
      ? [
          wrong(
            'deliveries',
            `${many(deliveries.waiting, 'message')} waiting, the oldest for ${seconds(deliveries.oldestMs ?? 0)}.`,
          ),
        ]
      : []),
    ...deadDestinations.map(({ channel, destination }) =>
      wrong('dead-letters', `The last message to ${destination} over "${channel}" was given up.`),
    ),
  ];
}

function clockFindings(
  input: OwnHealthInput,
  alive: readonly ProcessBeat[],
  policy: OwnHealthPolicy,
): OwnFinding[] {
  const { warnMs, wrongMs, witnesses, farWitnesses } = policy.clock;
  const told = (offsetMs: number, sentence: string): OwnFinding[] => {
    const off = Math.abs(offsetMs);
    if (off > wrongMs) return [wrong('clock', sentence)];
    return off > warnMs ? [warning('clock', sentence)] : [];
  };
  const hosts = alive.flatMap((one) =>
    told(
      one.clockOffsetMs,
      `The clock of ${one.host} and the database's are ${seconds(Math.abs(one.clockOffsetMs))} apart.`,
    ),
  );
  const isOff = (ms: number, whom: string): string =>
    `The database's clock is ${seconds(Math.abs(ms))} ${ms > 0 ? 'behind' : 'ahead of'} ${whom}.`;
  const firewalls = agreedOffset(input.deviceClocks, witnesses, warnMs);
  const far = farOffset(
    alive.flatMap((one) => one.farClocks ?? []),
    warnMs,
  );
  return [
    ...hosts,
    ...(firewalls === null
      ? []
      : told(firewalls, isOff(firewalls, 'those of most firewalls, which agree among themselves'))),
    ...(far === null
      ? []
      : told(far.offsetMs, isOff(far.offsetMs, `what ${far.hosts.join(', ')} said`)).map((one) =>
          // One server alone may be the one that is wrong.
          far.hosts.length < farWitnesses ? { ...one, state: 'warning' as const } : one,
        )),
  ];
}

function diskFindings(alive: readonly ProcessBeat[]): OwnFinding[] {
  // Several processes on one file system are one finding.
  const folders = new Map(
    alive.flatMap((one) => (one.disk ? [[`${one.host}:${one.disk.folder}`, one] as const] : [])),
  );
  return [...folders.values()].flatMap(({ host, disk }) => {
    if (!disk) return [];
    const left = `${megabytes(disk.freeBytes)} left on the disk of ${disk.folder} on ${host}`;
    if (disk.freeBytes < disk.lowBytes) return [wrong('disk', `${left}: old rows are deleted early.`)];
    return disk.freeBytes < disk.warnBytes ? [warning('disk', `${left}.`)] : [];
  });
}

function restFindings(input: OwnHealthInput, policy: OwnHealthPolicy): OwnFinding[] {
  const isShort =
    input.partitionsUntil === null || input.partitionsUntil - input.now < policy.partitionsAheadMs;
  return [
    ...(isShort
      ? [wrong('partitions', 'The tables of the coming month are not there: see the log of the last start.')]
      : []),
    ...(input.auditFault === null
      ? []
      : [wrong('audit', `The audit was changed: ${input.auditFault} Run "audit verify".`)]),
    ...(input.queueAnswers
      ? []
      : [warning('queue', 'The queue does not answer; reads and messages go on without it.')]),
    ...(input.pingFault === null
      ? []
      : [warning('ping', `The outside watch could not be told that all is well: ${input.pingFault}`)]),
  ];
}

/** A message about ourselves that is due; null = none. */
export type OwnNews =
  | { readonly kind: 'alarm'; readonly told: readonly OwnCheck[] }
  | { readonly kind: 'well'; readonly told: readonly OwnCheck[] }
  | null;

/** Told in messages of their own: late reading is an incident, each message that was given up goes over the other ways. */
const TOLD_ELSEWHERE: readonly OwnCheck[] = ['polling', 'dead-letters'];

/**
 * Whether people are told: once when something becomes wrong, once when all is well again.
 * @param told checks the last messages were about; `wasWell` = the look before found nothing wrong either.
 */
export function ownNews(
  findings: readonly OwnFinding[],
  told: readonly OwnCheck[],
  wasWell: boolean,
): OwnNews {
  const wrongs = [...new Set(findings.filter((one) => one.state === 'wrong').map((one) => one.check))].filter(
    (check) => !TOLD_ELSEWHERE.includes(check),
  );
  if (wrongs.some((check) => !told.includes(check)))
    return { kind: 'alarm', told: [...new Set([...told, ...wrongs])] };
  const isWell = !findings.some((one) => one.state === 'wrong');
  return isWell && told.length > 0 && wasWell ? { kind: 'well', told: [] } : null;
}

/** Is a look due? Instants epoch ms; null = never looked. */
export const isAuditDue = (now: number, auditedAt: number | null, policy: OwnHealthPolicy): boolean =>
  auditedAt === null || now - auditedAt >= policy.auditEveryMs;

/** Is a ping due, and earned? Anything wrong withholds it. */
export const isPingDue = (
  now: number,
  pingedAt: number | null,
  findings: readonly OwnFinding[],
  policy: OwnHealthPolicy,
): boolean =>
  !findings.some((one) => one.state === 'wrong') &&
  (pingedAt === null || now - pingedAt >= policy.pingEveryMs);
