import type { Identity, TrustMode, UnreadableReason } from '@firewatch/shared/domain/reading';

export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  /** Accepted SHA-256 fingerprints of whole certificates. */
  readonly pins: readonly string[];
  /** How a certificate is accepted; absent = `pin`. `ca` looks at no pin at all. */
  readonly trust?: TrustMode;
  /** Accepted SHA-256 fingerprints of public keys; looked at under `pin-key` only. */
  readonly keyPins?: readonly string[];
}

/**
 * A call that is compiled in.
 * Shape   `bodies` = the exact bodies it may carry; absent = any body the client writes. Any other body never leaves.
 */
export interface AllowedCall {
  readonly method: string;
  readonly path: RegExp;
  readonly bodies?: readonly string[];
}
export type AllowedCalls = readonly AllowedCall[];

export interface DeviceRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Replaces the connection's signal for this one request: a sign-out must get its own short deadline after the read's ran out. */
  readonly signal?: AbortSignal;
}

export interface DeviceAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers as arrays. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Decoded text, at most the cap. */
  readonly text: string;
}

/** A failure on the way, as a value of the closed list; `met` is the certificate found where it was not the pinned one. */
export class TransportFailure extends Error {
  constructor(
    readonly why: UnreadableReason,
    message: string,
    readonly met?: Omit<Identity, 'serial'>,
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'TransportFailure';
  }
}

/**
 * The failure of a request none of whose bytes left: the connection was gone before it and could not be made again.
 * Any other failure of a request leaves open whether the device has had it.
 */
export class UnsentFailure extends TransportFailure {
  constructor({ why, message, met, retryAfterMs }: TransportFailure) {
    super(why, message, met, retryAfterMs);
    this.name = 'UnsentFailure';
  }
}

/** One TLS connection to one device, kept for the requests of one read. */
export interface DeviceConnection {
  /** Fingerprint of the certificate that was checked before the first byte. */
  readonly fingerprint: string;
  /** The same of its public key. */
  readonly keyFingerprint: string;
  /** Throws TransportFailure, UnsentFailure where not a byte of it left; never follows a redirect; at most 2 MB decoded. */
  request(request: DeviceRequest): Promise<DeviceAnswer>;
  close(): Promise<void>;
}

export interface CertificateSeen {
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly selfSigned: boolean;
  /** SHA-256 of the public key: what `pin-key` would go by. */
  readonly keyFingerprint: string;
  /** A public authority vouches for it under the name that was asked for: what `ca` would go by. */
  readonly chainTrusted: boolean;
  readonly protocol: string;
}

export interface DeviceTransport {
  /** Resolves the name once, checks the resolved address against the egress rules, connects to that address, checks the certificate, then hands the connection over. Throws TransportFailure. */
  open(destination: Destination, allowed: AllowedCalls, signal: AbortSignal): Promise<DeviceConnection>;
  /** Handshake only, sends no application byte: what certificate stands there? Throws TransportFailure. */
  look(
    destination: Pick<Destination, 'host' | 'port' | 'tls'>,
    signal: AbortSignal,
  ): Promise<CertificateSeen>;
}

/** Token under which the one transport of the program is injected. */
export const DEVICE_TRANSPORT = Symbol('DEVICE_TRANSPORT');
