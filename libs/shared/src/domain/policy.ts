/** Every number of the decision core. Values only here; RELIABILITY 2.4 as amended by DESIGN 4. All durations ms. */
export interface Policy {
  readonly shown: { readonly intervals: number; readonly graceMs: number };
  readonly confirm: { readonly afterMs: readonly [number, number] };
  /** Suspect deadline from sign-out: max(minMs, baseMs + pulses × p95 pulse), ≤ maxMs. */
  readonly suspect: {
    readonly minMs: number;
    readonly baseMs: number;
    readonly pulses: number;
    readonly maxMs: number;
  };
  readonly recovery: { readonly afterMs: readonly [number, number, number] };
  readonly noData: {
    readonly minMs: number;
    readonly intervals: number;
    readonly graceMs: number;
    /** For refused / timeout. */
    readonly unreachableMs: number;
    readonly retryAfterMs: readonly [number, number, number];
    readonly retryEveryMaxMs: number;
  };
  readonly busy: { readonly retryAfterMs: readonly [number, number]; readonly notifyAfterMs: number };
  readonly auth: {
    /** Wrong tries of one stored secret at one box, ever. */
    readonly tries: number;
    /** So many boxes that refuse a credential set, none accepting since: the others are not tried with it. */
    readonly setRefusals: number;
    /** While a set is held, one box that has tries left is tried this often. */
    readonly probeEveryMs: number;
  };
  readonly fullRead: {
    readonly everyMinMs: number;
    readonly agePeriods: number;
    /** Part of the period by which one device's own is shorter at most: so that a fleet enrolled at once is not read whole at once. */
    readonly spread: number;
  };
  readonly glitch: { readonly windowMs: number; readonly unstableFrom: number };
  readonly flapping: {
    readonly transitions: number;
    readonly windowMs: number;
    readonly clearAfterMs: number;
  };
  readonly stale: { readonly identicalAnswers: number };
  readonly clock: { readonly jumpMs: number };
  readonly probe: { readonly members: number; readonly everyMs: number };
  readonly sweep: {
    readonly readsPerSecond: number;
    readonly everyMs: number;
    readonly capacityShare: number;
  };
  readonly fleet: {
    readonly share: number;
    readonly min: number;
    readonly max: number;
    readonly windowMs: number;
    readonly suddenMs: number;
  };
  /** How long an incident in which boxes arrive at their own turns of the interval waits before it is told. */
  readonly collect: { readonly forMs: number };
  readonly opening: { readonly closesAfterMs: number; readonly updateAfterMs: number };
  readonly worsening: { readonly share: number; readonly everyMs: number };
  readonly reminder: { readonly everyMs: number };
  readonly interval: { readonly minMs: number; readonly maxMs: number; readonly defaultMs: number };
  /** Reads that pushed lines may cause: per device, in all, and how long a less urgent one may wait for more. */
  readonly push: { readonly perDeviceMs: number; readonly perSecond: number; readonly dueAfterMs: number };
  readonly maintenance: {
    /** Longest window of an operator, of anybody; how far ahead one may begin. */
    readonly operatorMaxMs: number;
    readonly maxMs: number;
    readonly aheadMaxMs: number;
  };
  readonly expiry: {
    /** Days before an end at which it is told, in calendar days. */
    readonly daysBefore: readonly number[];
    /** From this rung on a digest is a warning: somebody has to order now. */
    readonly urgentDays: number;
    /** An end that moves by less is the same end, written differently. */
    readonly movedMs: number;
  };
  readonly signatures: {
    /** Updates that were tried since the database last changed, before it counts as frozen. */
    readonly frozenChecks: number;
    /** Two times of one try, read twice, differ by less: the device's clock is measured anew at each read. */
    readonly sameTryMs: number;
    /** Older than the median of its sisters by this much is behind. */
    readonly behindMs: number;
    /** Sisters of one model and firmware, itself included, below which there is no median to speak of. */
    readonly sistersMin: number;
  };
  readonly delivery: {
    /** Waits between attempts of a message; the last one from then on. */
    readonly stepsMs: readonly number[];
    /** Share by which a wait is drawn shorter or longer. */
    readonly jitter: number;
    /** A message that is refused for now is tried this long, then it is dead and visible. */
    readonly giveUpAfterMs: number;
  };
  /** Tries of a password: per account and per place inside a window. */
  readonly signIn: {
    readonly perAccount: number;
    readonly perPlace: number;
    readonly windowMs: number;
    /** How long a place that tried too many accounts waits. */
    readonly placeWaitMs: number;
  };
  readonly password: {
    /** Characters; no kind of character is asked for (ASVS 6.2: length and a list, no composition). */
    readonly minChars: number;
    readonly maxChars: number;
    /** Characters that must be left when everything a guesser starts with is taken out. */
    readonly leastOwn: number;
    /** Digits that count as nothing: a year, a date's half, a counter. */
    readonly freeDigits: number;
    readonly leastDifferent: number;
    /** Own words shorter than this would take the letters out of everything. */
    readonly shortestWord: number;
  };
  readonly ownHealth: OwnHealthPolicy;
  readonly resync: ResyncPolicy;
}

/** Bringing a fleet back. Durations ms. */
export interface ResyncPolicy {
  /** Devices of the wave after the canaries. */
  readonly firstWave: number;
  /** Size of each later wave, as a share of what is left then. */
  readonly batchShare: number;
  /** How many devices work at once where nobody asks for fewer. */
  readonly caps: {
    readonly atOnce: number;
    readonly perVendor: number;
    readonly perCustomer: number;
    readonly perController: number;
  };
  /** A reading that began this long before the first call is no proof of what was before. */
  readonly beforeMaxAgeMs: number;
  /** Without an answer for this long, a call may have been done and counts from then on; nobody may take it any more. */
  readonly answerMs: number;
  /** Re-reads after the last call. */
  readonly rereadAfterMs: readonly [number, number, number, number];
  /** How long a re-read that was asked for may take. */
  readonly readWithinMs: number;
  /** A reading that began this long after a call and shows the loss calls for the next step. */
  readonly stillLostAfterMs: number;
  readonly stop: {
    /** So many not restored … */
    readonly failed: number;
    /** … of the first so many of the run and of each wave. */
    readonly first: number;
    /** So many of the last `first` in a wave, later on: a relapse in the middle of a batch. */
    readonly laterFailed: number;
  };
  readonly cancelWindowMs: number;
  /** A run that could not begin this long after its time does not begin any more. */
  readonly lateAtMostMs: number;
  readonly stepUpMs: number;
  /** A failed device may be tried again from then on. */
  readonly retryAfterMs: number;
  readonly authority: {
    /** A loss that arrived within this time: it still lies. */
    readonly lossMs: number;
    /** A canary that was unchanged within this time: it took the call without effect. */
    readonly canaryMs: number;
    /** A check-in counts as fresh. */
    readonly checkInMs: number;
    /** So many devices that it answered rightly make it well. */
    readonly wellFrom: number;
  };
  /** An incident that no device joined for this long has stopped growing. */
  readonly growingMs: number;
}

/** When something of Firewatch itself is wrong. Durations ms. */
export interface OwnHealthPolicy {
  readonly auditEveryMs: number;
  readonly pingEveryMs: number;
  /** A process that says nothing for longer is down. */
  readonly beatMs: number;
  /** A loop that has not come round for longer hangs. */
  readonly loopMs: number;
  /** Longest stall of a process's event loop. */
  readonly blockedMs: number;
  readonly undeliveredMs: number;
  readonly clock: {
    readonly warnMs: number;
    readonly wrongMs: number;
    /** Firewalls that must tell a time before they bear witness. */
    readonly witnesses: number;
    /** Servers that must agree before an alarm rests on them; fewer are a remark. */
    readonly farWitnesses: number;
  };
  /** The months ahead must be there this long before they are needed. */
  readonly partitionsAheadMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const DEFAULT_POLICY: Policy = {
  shown: { intervals: 2, graceMs: 15 * SECOND },
  confirm: { afterMs: [2 * SECOND, 5 * SECOND] },
  suspect: { minMs: 10 * SECOND, baseMs: 5 * SECOND, pulses: 2, maxMs: 40 * SECOND },
  recovery: { afterMs: [5 * SECOND, 30 * SECOND, 60 * SECOND] },
  noData: {
    minMs: 5 * MINUTE,
    intervals: 2,
    graceMs: 60 * SECOND,
    unreachableMs: 120 * SECOND,
    retryAfterMs: [1 * SECOND, 3 * SECOND, 10 * SECOND],
    retryEveryMaxMs: 30 * SECOND,
  },
  busy: { retryAfterMs: [30 * SECOND, 60 * SECOND], notifyAfterMs: 60 * MINUTE },
  auth: { tries: 2, setRefusals: 2, probeEveryMs: 30 * MINUTE },
  fullRead: { everyMinMs: 15 * MINUTE, agePeriods: 3, spread: 1 / 3 },
  glitch: { windowMs: HOUR, unstableFrom: 3 },
  flapping: { transitions: 3, windowMs: 30 * MINUTE, clearAfterMs: 30 * MINUTE },
  stale: { identicalAnswers: 3 },
  clock: { jumpMs: 5 * MINUTE },
  probe: { members: 5, everyMs: 10 * SECOND },
  sweep: { readsPerSecond: 50, everyMs: 60 * SECOND, capacityShare: 0.5 },
  fleet: { share: 0.05, min: 3, max: 20, windowMs: 30 * MINUTE, suddenMs: 120 * SECOND },
  collect: { forMs: 75 * SECOND },
  opening: { closesAfterMs: 8 * SECOND, updateAfterMs: 60 * SECOND },
  worsening: { share: 0.25, everyMs: 15 * MINUTE },
  reminder: { everyMs: 4 * HOUR },
  interval: { minMs: 15 * SECOND, maxMs: HOUR, defaultMs: MINUTE },
  push: { perDeviceMs: 60 * SECOND, perSecond: 20, dueAfterMs: 10 * SECOND },
  maintenance: { operatorMaxMs: 4 * HOUR, maxMs: 7 * DAY, aheadMaxMs: 366 * DAY },
  expiry: { daysBefore: [90, 60, 30, 14, 7, 3, 1], urgentDays: 7, movedMs: 24 * HOUR },
  signatures: { frozenChecks: 4, sameTryMs: MINUTE, behindMs: 48 * HOUR, sistersMin: 3 },
  delivery: {
    stepsMs: [1, 2, 5, 10, 30, 60, 120, 300].map((seconds) => seconds * SECOND),
    jitter: 0.2,
    giveUpAfterMs: 24 * HOUR,
  },
  signIn: { perAccount: 10, perPlace: 100, windowMs: 15 * MINUTE, placeWaitMs: MINUTE },
  password: {
    minChars: 12,
    maxChars: 256,
    leastOwn: 4,
    freeDigits: 4,
    leastDifferent: 5,
    shortestWord: 4,
  },
  ownHealth: {
    auditEveryMs: 30 * SECOND,
    pingEveryMs: 60 * SECOND,
    beatMs: 30 * SECOND,
    loopMs: 30 * SECOND,
    blockedMs: 5 * SECOND,
    undeliveredMs: 60 * SECOND,
    clock: { warnMs: 30 * SECOND, wrongMs: 5 * MINUTE, witnesses: 3, farWitnesses: 2 },
    partitionsAheadMs: 7 * 24 * HOUR,
  },
  resync: {
    firstWave: 3,
    batchShare: 0.1,
    caps: { atOnce: 10, perVendor: 5, perCustomer: 2, perController: 2 },
    beforeMaxAgeMs: 5 * MINUTE,
    answerMs: 2 * MINUTE,
    rereadAfterMs: [20 * SECOND, 60 * SECOND, 180 * SECOND, 300 * SECOND],
    readWithinMs: 60 * SECOND,
    stillLostAfterMs: 60 * SECOND,
    stop: { failed: 2, first: 5, laterFailed: 3 },
    cancelWindowMs: 60 * SECOND,
    lateAtMostMs: 15 * MINUTE,
    stepUpMs: 5 * MINUTE,
    retryAfterMs: 5 * MINUTE,
    authority: { lossMs: 10 * MINUTE, canaryMs: HOUR, checkInMs: 30 * MINUTE, wellFrom: 2 },
    growingMs: 10 * MINUTE,
  },
};
