import { isIP } from 'node:net';
import { Problem } from '../problem.js';

/**
 * Where and how the boxes of a fleet send their log.
 * Shape   dropShare  0 to 1, the part of the lines that is lost on the way
 *         framing    of TCP: a line feed after each line, or its length before it (RFC 6587); UDP has none
 */
export interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  readonly format: 'default' | 'enhanced';
  readonly framing: 'lf' | 'octet';
  readonly dropShare: number;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Throws a Problem for a host beyond this machine: simulated boxes talk to nobody else. */
export function onlyLoopback(target: SyslogTarget): SyslogTarget {
  if (isLoopback(target.host)) return target;
  throw new Problem(
    `host: "${target.host}" is beyond this machine; give 127.0.0.1, another 127.x.y.z, ::1 or localhost.`,
  );
}
