import type { FactsByService } from './fact.js';

export type ReadScope = 'pulse' | 'full';
/** Why a device was made due. */
export const READ_REASONS = ['due', 'confirm', 'probe', 'sweep', 'push', 'asked', 'enrol'] as const;
export type ReadReason = (typeof READ_REASONS)[number];

/** Every way a read can fail to show anything; closed, so that each has a sentence, a metric and a test. */
export const UNREADABLE_REASONS = [
  'refused',
  'timeout',
  'unreachable',
  'dns',
  'tls',
  'certificate-changed',
  'wrong-serial',
  'auth-failed',
  'denied',
  'api-disabled',
  'password-change-required',
  'two-factor-required',
  'sign-in-not-supported',
  'no-api',
  'not-readable',
  'busy',
  'not-json',
  'malformed',
  'truncated',
  'too-large',
  'redirect',
  'http-status',
  'partial',
  'stale-answer',
  'out-of-order',
  'egress-denied',
  'credential-unavailable',
  'cancelled',
] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

/** By what a device's certificate is accepted: the certificate itself, its key, or a public authority and the name. */
export const TRUST_MODES = ['pin', 'pin-key', 'ca'] as const;
export type TrustMode = (typeof TRUST_MODES)[number];

/** Whether this product can read a device, or only reach it while a person works through a checklist. */
export const READABILITIES = ['api', 'checklist'] as const;
export type Readability = (typeof READABILITIES)[number];

/** Who answered. */
export interface Identity {
  readonly serial: string;
  /** SHA-256 of the peer certificate, upper-case hex pairs joined by `:`. */
  readonly fingerprint: string;
  /** The same of its public key (SubjectPublicKeyInfo): stays when a certificate is renewed with its key. Absent = not known. */
  readonly keyFingerprint?: string;
}

/** Log events that would have us read at once, and that the device is not set to send. */
export interface EventsCheck {
  readonly missing: readonly { readonly id: number; readonly text: string }[];
}

export interface SeenReading {
  readonly kind: 'seen';
  readonly scope: ReadScope;
  /** Epoch ms of our clock when the read began / ended (after sign-out). */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly identity: Identity;
  /** Serial of the other unit of an HA pair, where the device tells it; absent = no pair, or not told. */
  readonly peerSerial?: string;
  readonly model: string;
  readonly firmware: string;
  /** Device's own clock, epoch ms, absent when it did not parse. */
  readonly deviceClockAt?: number;
  /** Absent when it did not parse. */
  readonly uptimeSeconds?: number;
  /** Fields that move by themselves (uptime, clock, connection counts), as text: proof that the answer is not a cached one. */
  readonly volatile: Readonly<Record<string, string>>;
  readonly facts: FactsByService;
  /** Entitlements without a service: licence notices, never a verdict. */
  readonly entitlements: readonly {
    readonly name: string;
    readonly raw: string;
    readonly expiresAt?: number;
  }[];
  /** Unknown keys or values worth a look, e.g. `unknown licence value "Trialware"`. At most 20, each at most 120 characters. */
  readonly oddities: readonly string[];
  /** True when the session was bound to a token, false when only to our source address. */
  readonly sessionBound: boolean;
  /** Only where it was asked for and answered. */
  readonly events?: EventsCheck;
}

/** Characters of a sample that are kept at most. */
export const SAMPLE_MAX_CHARS = 4_096;

/** What a device said that could not be read, for the vendor's support: redacted where it was received, and bounded. */
export interface AnswerSample {
  /** Request it answered, as evidence names it. */
  readonly source: string;
  readonly status: number;
  readonly contentType: string;
  /** At most SAMPLE_MAX_CHARS characters; secrets, numbers of the device and addresses are taken out. */
  readonly body: string;
}

export interface UnreadableReading {
  readonly kind: 'unreadable';
  readonly scope: ReadScope;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly why: UnreadableReason;
  /** One sentence for a person, without secrets and without the remote body. */
  readonly detail: string;
  /** Certificate or serial actually met, for an identity incident. */
  readonly met?: Partial<Identity>;
  /** How long the device asked us to wait, ms. */
  readonly retryAfterMs?: number;
  /** Only where it answered and the answer was not understood; never part of a device's state. */
  readonly sample?: AnswerSample;
}

/** What one read saw, or why it saw nothing. */
export type Reading = SeenReading | UnreadableReading;
