import type { UnreadableReason } from '@firewatch/shared/domain/reading';

export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly pins: readonly string[];
}

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
    readonly met?: { readonly fingerprint: string },
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'TransportFailure';
  }
}

/** One TLS connection to one device, kept for the requests of one read. */
export interface DeviceConnection {
  /** Fingerprint of the certificate that was checked before the first byte. */
  readonly fingerprint: string;
  /** Throws TransportFailure; never follows a redirect; at most 2 MB decoded. */
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
  readonly protocol: string;
}

export interface DeviceTransport {
  /** Resolves the name once, checks the resolved address against the egress rules, connects to that address, checks the pin, then hands the connection over. Throws TransportFailure. */
  open(
    destination: Destination,
    allowed: readonly { readonly method: string; readonly path: RegExp }[],
    signal: AbortSignal,
  ): Promise<DeviceConnection>;
  /** Handshake only, sends no application byte: what certificate stands there? Throws TransportFailure. */
  look(destination: Omit<Destination, 'pins'>, signal: AbortSignal): Promise<CertificateSeen>;
}

/** Token under which the one transport of the program is injected. */
export const DEVICE_TRANSPORT = Symbol('DEVICE_TRANSPORT');
