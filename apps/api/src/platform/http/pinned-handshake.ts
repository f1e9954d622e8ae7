import { createHash, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { TransportFailure, type Destination } from './device-transport.js';
import type { TlsContexts, TlsLevel } from './tls-trust.js';
import { abortFailure, toTransportFailure, type Stage } from './transport-failure.js';

export interface Peer {
  /** Address that passed the egress check; never resolved again. */
  readonly address: string;
  readonly port: number;
  /** Name for SNI and for the check of `ca`; an address sends none. */
  readonly host: string;
  readonly tls: TlsLevel;
}

/** By what the peer's certificate is accepted. */
export type Trusted = Pick<Destination, 'pins' | 'trust' | 'keyPins'>;

/** Connected and encrypted; no application byte has been sent. */
export interface Shaken {
  readonly socket: TLSSocket;
  /** Taken once: node answers `undefined` to a second question. */
  readonly certificate: X509Certificate;
  readonly keyFingerprint: string;
  /** OpenSSL's and node's word on chain, dates and name; false wherever no authority was loaded. */
  readonly isVouchedFor: boolean;
}

/** SHA-256 of the SubjectPublicKeyInfo, written like a certificate's fingerprint. */
export function keyFingerprintOf(certificate: X509Certificate): string {
  const der = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const hex = createHash('sha256').update(der).digest('hex').toUpperCase();
  return hex.replaceAll(/(..)(?=.)/g, '$1:');
}

/** An odd key (a curve OpenSSL does not know) must not keep a box from being read by its pin. */
function keyOf(certificate: X509Certificate): string {
  try {
    return keyFingerprintOf(certificate);
  } catch {
    return '';
  }
}

/**
 * TCP and TLS handshake with the peer, certificate not judged.
 * Shape   `ca` = also let the public authorities be searched, which a pin does not need.
 * Errors  rejects with TransportFailure (refused, unreachable, timeout, tls, cancelled); the socket is gone by then.
 */
export function shakeHands(
  peer: Peer,
  by: { readonly contexts: TlsContexts; readonly ca: boolean },
  signal: AbortSignal,
): Promise<Shaken> {
  if (signal.aborted) return Promise.reject(abortFailure(signal));
  return new Promise((resolve, reject) => {
    let stage: Stage = 'tcp';
    const socket = connect({
      host: peer.address,
      port: peer.port,
      servername: isIP(peer.host) === 0 ? peer.host : '',
      secureContext: by.ca ? by.contexts.withAuthorities(peer.tls) : by.contexts.pinned(peer.tls),
      // Judged by the caller before any byte; no session is kept, because a resumed one shows no certificate.
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    });
    const settle = (failure: TransportFailure): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      reject(failure);
    };
    const onAbort = (): void => settle(abortFailure(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.setNoDelay(true);
    socket.once('connect', () => {
      stage = 'tls';
    });
    // Stays attached for the life of the socket: an error between two requests must not end the process.
    socket.on('error', (error) => settle(toTransportFailure(error, stage, signal)));
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort);
      const certificate = socket.getPeerX509Certificate();
      if (certificate === undefined) settle(new TransportFailure('tls', 'The device showed no certificate.'));
      else {
        const isVouchedFor = by.ca && socket.authorized;
        resolve({ socket, certificate, keyFingerprint: keyOf(certificate), isVouchedFor });
      }
    });
  });
}

/** @returns why this certificate is not accepted, in one sentence; null = it is. */
function refusalOf(
  shaken: Shaken,
  peer: Peer,
  { trust = 'pin', pins, keyPins = [] }: Trusted,
): string | null {
  if (trust === 'ca') {
    if (isIP(peer.host) !== 0)
      return 'A public authority vouches for names only, and this device is called by an address; nothing was sent.';
    // A legacy context takes signatures that anybody can forge today.
    const isVouchedFor = peer.tls === 'modern' && shaken.isVouchedFor;
    return isVouchedFor
      ? null
      : 'No public authority vouches for this certificate under this name; nothing was sent.';
  }
  if (pins.includes(shaken.certificate.fingerprint256)) return null;
  if (trust === 'pin-key' && shaken.keyFingerprint !== '' && keyPins.includes(shaken.keyFingerprint))
    return null;
  if (pins.length === 0) return 'No certificate of this device has been accepted yet; nothing was sent.';
  return trust === 'pin-key'
    ? 'The device shows a certificate with another key than the accepted one; nothing was sent.'
    : 'The device shows another certificate than the accepted one; nothing was sent.';
}

/**
 * As shakeHands, and the certificate is accepted by what the device is trusted by.
 * Errors  `certificate-changed` with what was met; the peer has then received 0 application bytes.
 */
export async function shakeTrustedHands(
  peer: Peer,
  trusted: Trusted,
  contexts: TlsContexts,
  signal: AbortSignal,
): Promise<Shaken> {
  const shaken = await shakeHands(peer, { contexts, ca: trusted.trust === 'ca' }, signal);
  const refusal = refusalOf(shaken, peer, trusted);
  if (refusal === null) return shaken;
  shaken.socket.destroy();
  const { certificate, keyFingerprint } = shaken;
  throw new TransportFailure('certificate-changed', refusal, {
    fingerprint: certificate.fingerprint256,
    ...(keyFingerprint === '' ? {} : { keyFingerprint }),
  });
}
