import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import {
  TransportFailure,
  type AllowedCalls,
  type CertificateSeen,
  type Destination,
  type DeviceConnection,
  type DeviceTransport,
} from './device-transport.js';
import { checkEgress, type EgressRules } from './egress.js';
import { PinnedConnection } from './pinned-connection.js';
import { shakeHands, shakeTrustedHands, type Peer, type Shaken } from './pinned-handshake.js';
import { TlsContexts } from './tls-trust.js';
import { abortFailure, toTransportFailure } from './transport-failure.js';

export interface PinnedTransportOptions {
  readonly egress: EgressRules;
  /** Host name -> one address; the system's resolver unless told. */
  readonly resolve?: (host: string) => Promise<string>;
  /** PEM text of authorities beside the public ones, for devices trusted by `ca`. */
  readonly extraAuthorities?: string;
}

type Place = Pick<Destination, 'host' | 'port' | 'tls'>;

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

function describeCertificate({ certificate, ...shaken }: Shaken, protocol: string): CertificateSeen {
  return {
    fingerprint: certificate.fingerprint256,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    keyFingerprint: shaken.keyFingerprint,
    chainTrusted: shaken.isVouchedFor,
    selfSigned: certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey),
    protocol,
  };
}

/** The only way out to a device: resolved once, egress-checked, pinned, capped (DESIGN 10, RELIABILITY 3.3). */
export class PinnedTransport implements DeviceTransport {
  private readonly resolve: (host: string) => Promise<string>;
  private readonly contexts: TlsContexts;

  constructor(private readonly options: PinnedTransportOptions) {
    this.resolve = options.resolve ?? systemResolve;
    this.contexts = new TlsContexts(options.extraAuthorities);
  }

  async open(
    destination: Destination,
    allowed: AllowedCalls,
    signal: AbortSignal,
  ): Promise<DeviceConnection> {
    const peer = await this.reach(destination, signal);
    const { contexts } = this;
    const shaken = await shakeTrustedHands(peer, destination, contexts, signal);
    return new PinnedConnection({ peer, trusted: destination, contexts, allowed, signal }, shaken);
  }

  async look(destination: Place, signal: AbortSignal): Promise<CertificateSeen> {
    const peer = await this.reach(destination, signal);
    const shaken = await shakeHands(peer, { contexts: this.contexts, ca: true }, signal);
    const protocol = shaken.socket.getProtocol() ?? 'unknown';
    shaken.socket.destroy();
    const seen = describeCertificate(shaken, protocol);
    // Node checks an address against the certificate as well; `ca` goes by names, so that must not look like one.
    return { ...seen, chainTrusted: seen.chainTrusted && isIP(peer.host) === 0 && peer.tls === 'modern' };
  }

  private async reach(destination: Place, signal: AbortSignal): Promise<Peer> {
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
