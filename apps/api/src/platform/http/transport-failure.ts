import type { UnreadableReason } from '@firewatch/shared/domain/reading';
import { TransportFailure } from './device-transport.js';

/** How far a connection had come when it failed: the same socket error means different things before and after. */
export type Stage = 'tcp' | 'tls' | 'answer';

const BY_CODE: Readonly<Record<string, readonly [UnreadableReason, string]>> = {
  ECONNREFUSED: ['refused', 'The device refused the connection.'],
  EHOSTUNREACH: ['unreachable', 'No route leads to the device.'],
  ENETUNREACH: ['unreachable', 'No route leads to the network of the device.'],
  EHOSTDOWN: ['unreachable', 'The host of the device is down.'],
  ENETDOWN: ['unreachable', 'Our network is down.'],
  EADDRNOTAVAIL: ['unreachable', 'No local address can reach the device.'],
  EACCES: ['unreachable', 'A local firewall rule forbids the connection.'],
  EPERM: ['unreachable', 'A local firewall rule forbids the connection.'],
  ETIMEDOUT: ['timeout', 'The device did not answer in time.'],
  ENOTFOUND: ['dns', 'The host name does not exist.'],
  ENODATA: ['dns', 'The host name has no address.'],
  EAI_AGAIN: ['dns', 'The name server did not answer.'],
  UND_ERR_HEADERS_OVERFLOW: ['too-large', 'The header of the answer is larger than 16 KB.'],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['too-large', 'The answer is larger than 2 MB.'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['truncated', 'The answer ended before its stated length.'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'The device did not answer in time.'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'The device did not finish its answer in time.'],
};

const BY_STAGE: Readonly<Record<Stage, readonly [UnreadableReason, string]>> = {
  tcp: ['unreachable', 'The device closed the connection before it was made.'],
  tls: ['tls', 'The TLS handshake failed; boxes that speak only TLS 1.0 or 1.1 need the legacy setting.'],
  answer: ['truncated', 'The device closed the connection before its answer was complete.'],
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The failure a signal stands for: its deadline ran out, or somebody stopped the read. */
export function abortFailure(signal: AbortSignal): TransportFailure {
  const reason: unknown = signal.reason;
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new TransportFailure('timeout', 'The device did not answer in time.')
    : new TransportFailure('cancelled', 'The read was stopped before it ended.');
}

/**
 * Maps whatever node, OpenSSL or undici threw to one value of the closed list.
 * Shape   the sentence never holds the error's own text: that may quote remote bytes.
 */
export function toTransportFailure(error: unknown, stage: Stage, signal: AbortSignal): TransportFailure {
  if (error instanceof TransportFailure) return error;
  if (signal.aborted) return abortFailure(signal);
  const code = codeOf(error);
  const known = BY_CODE[code];
  if (known) return new TransportFailure(...known);
  const isNotHttp = code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError');
  if (isNotHttp) return new TransportFailure('malformed', 'The answer is not valid HTTP.');
  return new TransportFailure(...BY_STAGE[stage]);
}
