import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { TransportFailure } from './device-transport.js';
import { sharedSecureContext, type TlsLevel } from './tls-trust.js';
import { abortFailure, toTransportFailure, type Stage } from './transport-failure.js';

export interface Peer {
  /** Address that passed the egress check; never resolved again. */
  readonly address: string;
  readonly port: number;
  /** Name for SNI; an address sends none. */
  readonly host: string;
  readonly tls: TlsLevel;
}

/** Connected and encrypted; no application byte has been sent. */
export interface Shaken {
  readonly socket: TLSSocket;
  /** Taken once: node answers `undefined` to a second question. */
  readonly certificate: X509Certificate;
}

/**
 * TCP and TLS handshake with the peer, certificate not judged.
 * Errors  rejects with TransportFailure (refused, unreachable, timeout, tls, cancelled); the socket is gone by then.
 */
export function shakeHands(peer: Peer, signal: AbortSignal): Promise<Shaken> {
  if (signal.aborted) return Promise.reject(abortFailure(signal));
  return new Promise((resolve, reject) => {
    let stage: Stage = 'tcp';
    const socket = connect({
      host: peer.address,
      port: peer.port,
      servername: isIP(peer.host) === 0 ? peer.host : '',
      secureContext: sharedSecureContext(peer.tls),
      // The pin is compared by the caller before any byte; no session is kept, because a resumed one shows no certificate.
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
      else resolve({ socket, certificate });
    });
  });
}

/**
 * As shakeHands, and the certificate is one of the pinned ones.
 * Errors  `certificate-changed` with the fingerprint met; the peer has then received 0 application bytes.
 */
export async function shakePinnedHands(
  peer: Peer,
  pins: readonly string[],
  signal: AbortSignal,
): Promise<Shaken> {
  const shaken = await shakeHands(peer, signal);
  const fingerprint = shaken.certificate.fingerprint256;
  if (pins.includes(fingerprint)) return shaken;
  shaken.socket.destroy();
  throw new TransportFailure(
    'certificate-changed',
    pins.length === 0
      ? 'No certificate of this device has been accepted yet; nothing was sent.'
      : 'The device shows another certificate than the accepted one; nothing was sent.',
    { fingerprint },
  );
}
