import { lookup } from 'node:dns/promises';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import { dateOf } from '../clock/far-clocks.js';
import { checkEgress, type EgressRules } from './egress.js';

export interface Heard {
  readonly status: number;
  /** What its clock said, epoch ms; null = nothing readable. */
  readonly farAt: number | null;
}

/**
 * A GET whose answer is only a status and a time: no redirect is followed, no body is kept.
 * The name is resolved once, and the address that was checked is the one that is called.
 * Errors  rejects with a sentence part that names no address: egress, no answer, TLS, aborted.
 */
export async function gatedGet(address: string, rules: EgressRules, signal: AbortSignal): Promise<Heard> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.+)\]$/, '$1');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const target = isIP(host) === 0 ? await resolve(host) : host;
  const egress = checkEgress(target, rules, port);
  if (!egress.allowed) throw new Error(`it may not be called: ${egress.why}`);
  const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
  return new Promise((fulfil, reject) => {
    const request = send(
      {
        host: target,
        port,
        path: `${url.pathname}${url.search}`,
        servername: isIP(host) === 0 ? host : '',
        headers: { host: url.host, 'user-agent': 'Firewatch', connection: 'close' },
        signal,
        agent: false,
      },
      (answer) => {
        answer.resume();
        // The socket is not waited for: what counts is that it was heard.
        answer.on('error', () => undefined);
        fulfil({ status: answer.statusCode ?? 0, farAt: dateOf(answer.headers.date) });
      },
    );
    request.on('error', (error) => reject(new Error(wordsOf(error, signal))));
    request.end();
  });
}

async function resolve(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch {
    throw new Error('its name does not resolve');
  }
}

function wordsOf(error: Error, signal: AbortSignal): string {
  if (signal.aborted) return 'it did not answer in time';
  const code = 'code' in error ? String(error.code) : '';
  if (/CERT|SSL|TLS/.test(code)) return 'its certificate is not trusted';
  return `it could not be reached (${code || 'no reason given'})`;
}
