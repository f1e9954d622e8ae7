import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { checkEgress, type EgressRules } from './egress.js';

/** Why a place was not reached: nothing may go there, its name leads nowhere, or nobody takes the connection. */
export type ReachFault = 'egress' | 'name' | 'refused' | 'silent';

export interface Unreached {
  readonly fault: ReachFault;
  /** Ends a sentence that begins with the place. */
  readonly says: string;
}

/**
 * Opens a TCP connection and gives it back: not a byte is sent.
 * Shape   null = somebody took it. The name is resolved once, and the address that was checked is the one that is called.
 * Errors  none; `signal` ends the wait.
 */
export async function tryReach(
  place: { readonly host: string; readonly port: number },
  rules: EgressRules,
  signal: AbortSignal,
): Promise<Unreached | null> {
  const host = place.host.replace(/^\[(.+)\]$/, '$1');
  const address = isIP(host) === 0 ? await resolved(host) : host;
  if (address === null) return { fault: 'name', says: 'has a name that does not resolve' };
  const egress = checkEgress(address, rules, place.port);
  if (!egress.allowed) return { fault: 'egress', says: `may not be called: it is ${egress.why}` };
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: place.port });
    const end = (outcome: Unreached | null) => {
      signal.removeEventListener('abort', silent);
      socket.destroy();
      resolve(outcome);
    };
    const silent = () => end({ fault: 'silent', says: 'does not answer' });
    socket.once('connect', () => end(null));
    socket.once('error', (error) => end({ fault: 'refused', says: `cannot be reached (${codeOf(error)})` }));
    if (signal.aborted) silent();
    else signal.addEventListener('abort', silent, { once: true });
  });
}

const resolved = (host: string): Promise<string | null> =>
  lookup(host).then(
    ({ address }) => address,
    () => null,
  );

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);
