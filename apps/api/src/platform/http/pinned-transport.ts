import type { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import {
  TransportFailure,
  type CertificateSeen,
  type Destination,
  type DeviceConnection,
  type DeviceTransport,
} from './device-transport.js';
import { checkEgress, type EgressRules } from './egress.js';
import { PinnedConnection, type AllowedCalls } from './pinned-connection.js';
import { shakeHands, shakePinnedHands, type Peer } from './pinned-handshake.js';
import { abortFailure, toTransportFailure } from './transport-failure.js';

export interface PinnedTransportOptions {
  readonly egress: EgressRules;
  /** Host name -> one address; the system's resolver unless told. */
  readonly resolve?: (host: string) => Promise<string>;
}

const MAX_NAME_CHARS = 200;

async function systemResolve(host: string): Promise<string> {
  return (await lookup(host, { order: 'ipv4first' })).address;
}

/** getaddrinfo cannot be stopped; the read can stop waiting for it. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw abortFailure(signal);
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(abortFailure(signal));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Names in a certificate are the peer's words: one line, no control characters, bounded. */
function oneLine(name: string): string {
  return name.replaceAll(/\p{C}+/gu, ', ').slice(0, MAX_NAME_CHARS);
}

function describeCertificate(certificate: X509Certificate, protocol: string): CertificateSeen {
  return {
    fingerprint: certificate.fingerprint256,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    selfSigned: certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey),
    protocol,
  };
}

/** The only way out to a device: resolved once, egress-checked, pinned, capped (DESIGN 10, RELIABILITY 3.3). */
export class PinnedTransport implements DeviceTransport {
  private readonly resolve: (host: string) => Promise<string>;

  constructor(private readonly options: PinnedTransportOptions) {
    this.resolve = options.resolve ?? systemResolve;
  }

  async open(
    destination: Destination,
    allowed: AllowedCalls,
    signal: AbortSignal,
  ): Promise<DeviceConnection> {
    const peer = await this.reach(destination, signal);
    const shaken = await shakePinnedHands(peer, destination.pins, signal);
    return new PinnedConnection({ peer, pins: destination.pins, allowed, signal }, shaken);
  }

  async look(destination: Omit<Destination, 'pins'>, signal: AbortSignal): Promise<CertificateSeen> {
    const { socket, certificate } = await shakeHands(await this.reach(destination, signal), signal);
    const protocol = socket.getProtocol() ?? 'unknown';
    socket.destroy();
    return describeCertificate(certificate, protocol);
  }

  private async reach(destination: Omit<Destination, 'pins'>, signal: AbortSignal): Promise<Peer> {
    const { port, tls } = destination;
    const host = destination.host.replace(/^\[(.+)\]$/, '$1');
    const address = await this.addressOf(host, signal);
    const answer = checkEgress(address, this.options.egress, port);
    if (answer.allowed) return { address, port, host, tls };
    throw new TransportFailure('egress-denied', `${address} may not be called: ${answer.why}.`);
  }

  private async addressOf(host: string, signal: AbortSignal): Promise<string> {
    if (isIP(host) !== 0) return host;
    if (!/^[\w.-]{1,253}$/.test(host)) {
      throw new TransportFailure('dns', 'The host is neither an address nor a host name.');
    }
    try {
      return await orAborted(this.resolve(host), signal);
    } catch (error) {
      if (error instanceof TransportFailure) throw error;
      const failure = toTransportFailure(error, 'tcp', signal);
      throw failure.why === 'unreachable'
        ? new TransportFailure('dns', 'The host name could not be resolved.')
        : failure;
    }
  }
}
