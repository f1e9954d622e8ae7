import type { VendorProfile } from '@firewatch/shared/domain/fact';
import type { PushedEvent } from '@firewatch/shared/domain/push';
import type { Readability, ReadScope, Reading, TrustMode } from '@firewatch/shared/domain/reading';
import type { ResyncProcedure, StepAnswer } from '@firewatch/shared/domain/resync';
import type { AllowedCalls, DeviceTransport } from '../platform/http/device-transport.js';

/** Token under which the list of adapters is injected; the list itself is `registry.ts`. */
export const VENDOR_ADAPTERS = Symbol('VENDOR_ADAPTERS');

export interface CredentialField {
  readonly name: string;
  readonly label: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly hint?: string;
}

/** Fields a credential of this vendor has; forms, checks and docs derive from it. */
export interface CredentialSpec {
  readonly fields: readonly CredentialField[];
}

/** Decrypted only where a device is called; never logged, never in a job. Keys as in the spec. */
export type Credential = Readonly<Record<string, string>>;

export interface Target {
  readonly deviceId: string;
  /** Host name or address, no scheme. */
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  /** SHA-256 fingerprints, upper-case hex with colons; under `pin` the peer must show one of them before the first byte is sent. */
  readonly pins: readonly string[];
  /** By what the certificate is accepted; absent = `pin`. */
  readonly trust?: TrustMode;
  /** Fingerprints of accepted public keys, for `pin-key`. */
  readonly keyPins?: readonly string[];
  readonly credential: Credential;
  /** Device clock minus ours, ms; 0 before the first reading. */
  readonly clockOffsetMs: number;
  /** A full read is also to look at which useful log events the device sends (once a day: the list is long). */
  readonly wantsEvents?: boolean;
}

/** What a call may use; everything else is out of reach. */
export interface CallContext {
  /** Aborts at the read's total deadline or at shutdown. */
  readonly signal: AbortSignal;
  /** Opens pinned, egress-checked, size-capped connections; the only way out. */
  readonly transport: DeviceTransport;
  /** Database clock, epoch ms. */
  readonly now: () => number;
  /** Redacting logger; one line per outcome is the caller's, this one is for oddities. */
  readonly log: { debug(message: string, fields?: Readonly<Record<string, unknown>>): void };
}

/** What came of one call of a procedure. */
export interface StepOutcome {
  readonly answer: StepAnswer;
  /** The device's own words, redacted, at most 300 characters. */
  readonly words: string;
}

/** What a product line is told apart by; null = not known. */
export interface ProductSigns {
  readonly model: string | null;
  readonly firmware: string | null;
  /** As a person chose it at enrolment, where nothing can be read. */
  readonly productLine: string | null;
  readonly readability: Readability;
}

/** One product line as the enrolment form offers it. */
export interface ProductLine {
  /** What `ProductSigns.productLine` then holds, e.g. `email-security-appliance`; unique within the vendor. */
  readonly id: string;
  /** As the vendor calls it. */
  readonly name: string;
  /** False = nothing here can read it: such a device is enrolled as a checklist. */
  readonly isReadable: boolean;
  readonly procedureId: string;
}

/** Bringing devices back. */
export interface ResyncCapability {
  readonly procedures: readonly ResyncProcedure[];
  readonly productLines: readonly ProductLine[];
  /** Null = no product line fits. */
  procedureFor(signs: ProductSigns): ResyncProcedure | null;
  /** Every method + path of the steps; with `allowed` of the read for sign-in, and nothing else. */
  readonly allowed: AllowedCalls;
  /**
   * One step, one call, never repeated in here.
   * Errors  none of the far side: `unreachable` = not one byte of the step was sent, `unsure` = sent and no answer.
   */
  perform(stepId: string, target: Target, ctx: CallContext): Promise<StepOutcome>;
}

/**
 * One vendor's devices behind very few verbs.
 * Errors: `read` resolves with `unreadable` for every failure of the far side; it rejects only for bugs of ours.
 */
export interface VendorAdapter {
  /** = folder name. */
  readonly id: string;
  readonly name: string;
  readonly credential: CredentialSpec;
  readonly defaultPort: number;
  /** Which services this vendor has and how each fact counts: data, never decided at run time. */
  readonly profile: VendorProfile;
  /** Licence authority all devices of this vendor share, named in headlines ("SonicWall's licensing plane"). */
  readonly authority: string;
  /** Every method + path (+ exact body, where one carries commands) the client may send; the transport refuses any other. */
  readonly allowed: AllowedCalls;
  read(target: Target, scope: ReadScope, ctx: CallContext): Promise<Reading>;
  /** Lines its devices send by themselves. Absent = this vendor's devices push nothing that is understood here. */
  readonly push?: {
    /**
     * One line without its syslog header, whatever bytes it had.
     * Shape   null = not a line of this vendor. Never throws; time linear in the length of the line.
     */
    parse(line: string): PushedEvent | null;
  };
  /** Absent = nothing of this vendor can be resynchronised from here. */
  readonly resync?: ResyncCapability;
}
