import type { TLSSocket } from 'node:tls';
import { Client } from 'undici';
import { readAnswerBody } from './answer-body.js';
import {
  TransportFailure,
  UnsentFailure,
  type AllowedCalls,
  type DeviceAnswer,
  type DeviceConnection,
  type DeviceRequest,
} from './device-transport.js';
import { shakeTrustedHands, type Peer, type Shaken, type Trusted } from './pinned-handshake.js';
import type { TlsContexts } from './tls-trust.js';
import { toTransportFailure } from './transport-failure.js';

const MAX_HEADER_BYTES = 16_384;

/** A call that is not compiled in is a bug of ours, not a failure of the device: it throws before any byte is sent. */
function assertAllowed(allowed: AllowedCalls, { method, path, body }: DeviceRequest): void {
  const known = allowed.some(
    (call) =>
      call.method === method &&
      call.path.exec(path)?.[0] === path &&
      (call.bodies === undefined || (body !== undefined && call.bodies.includes(body))),
  );
  if (!known) throw new Error(`Not on the list of allowed calls: ${method} ${path}`);
}

/** What every handshake and every request of one connection goes by. */
export interface PinnedLine {
  readonly peer: Peer;
  readonly trusted: Trusted;
  readonly contexts: TlsContexts;
  readonly allowed: AllowedCalls;
  readonly signal: AbortSignal;
}

/**
 * One undici client over one pinned socket. A device that closes after each answer gets a new handshake, checked against
 * the same trust, to the same address: nothing is resolved twice and nothing is sent unpinned.
 */
export class PinnedConnection implements DeviceConnection {
  readonly fingerprint: string;
  readonly keyFingerprint: string;
  private readonly client: Client;
  private ready: TLSSocket | undefined;
  private connectSignal: AbortSignal;

  constructor(
    private readonly line: PinnedLine,
    first: Shaken,
  ) {
    this.fingerprint = first.certificate.fingerprint256;
    this.keyFingerprint = first.keyFingerprint;
    this.ready = first.socket;
    this.connectSignal = line.signal;
    const { host, port } = line.peer;
    this.client = new Client(`https://${host.includes(':') ? `[${host}]` : host}:${port}`, {
      connect: (_options, done) => {
        this.socket().then(
          (socket) => done(null, socket),
          (error: Error) => done(error instanceof TransportFailure ? new UnsentFailure(error) : error, null),
        );
      },
      maxHeaderSize: MAX_HEADER_BYTES,
      // Both would be per chunk, so that a dripping body never ends; the signal is the total deadline.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async request(request: DeviceRequest): Promise<DeviceAnswer> {
    assertAllowed(this.line.allowed, request);
    const signal = request.signal ?? this.line.signal;
    this.connectSignal = signal;
    try {
      const { statusCode, headers, body } = await this.client.request({
        method: request.method,
        path: request.path,
        headers: request.headers ?? null,
        body: request.body ?? null,
        signal,
      });
      if (statusCode >= 300 && statusCode < 400) {
        body.on('error', () => undefined);
        body.destroy();
        throw new TransportFailure(
          'redirect',
          `The device sent us elsewhere (HTTP ${statusCode}); not followed.`,
        );
      }
      const encoding = headers['content-encoding'];
      const text = await readAnswerBody(
        body,
        Array.isArray(encoding) ? encoding.join(', ') : (encoding ?? ''),
      );
      return { status: statusCode, headers, text };
    } catch (error) {
      throw toTransportFailure(error, 'answer', signal);
    }
  }

  async close(): Promise<void> {
    this.ready?.destroy();
    await this.client.destroy();
  }

  private async socket(): Promise<TLSSocket> {
    const prepared = this.ready;
    this.ready = undefined;
    if (prepared && !prepared.destroyed) return prepared;
    const { peer, trusted, contexts } = this.line;
    return (await shakeTrustedHands(peer, trusted, contexts, this.connectSignal)).socket;
  }
}
