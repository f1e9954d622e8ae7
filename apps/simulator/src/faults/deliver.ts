import type { ServerResponse } from 'node:http';
import { finished, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Cancel, Clock } from '../clock.js';
import type { Answer } from '../sonicos/answer.js';
import type { DeliveryPlan } from './answer-faults.js';

const CHUNK = Buffer.alloc(64 * 1024, 0x20);

function head(response: ServerResponse, answer: Answer, extra: Record<string, string | number>): void {
  response.writeHead(answer.status, { 'Content-Type': answer.type, ...answer.headers, ...extra });
}

function whole(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body, 'utf8');
  head(response, answer, { 'Content-Length': body.length });
  response.end(body);
}

function drip(response: ServerResponse, answer: Answer, perByteMs: number, clock: Clock): void {
  const body = Buffer.from(answer.body, 'utf8');
  head(response, answer, { 'Content-Length': body.length });
  response.flushHeaders();
  let sent = 0;
  let cancel: Cancel = () => undefined;
  const next = (): void => {
    if (sent >= body.length) {
      response.end();
      return;
    }
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
    cancel = clock.after(perByteMs, next);
  };
  finished(response, () => cancel());
  next();
}

function truncated(response: ServerResponse, answer: Answer, cut: boolean): void {
  const body = Buffer.from(answer.body, 'utf8');
  const half = body.subarray(0, Math.ceil(body.length / 2));
  head(response, answer, { 'Content-Length': cut ? body.length : half.length });
  if (!cut) {
    response.end(half);
    return;
  }
  response.write(half, () => response.socket?.destroy());
}

/** A JSON string of `bytes` spaces: well-formed to its end, so that only a size limit can stop a reader. */
function* jsonOfSpaces(bytes: number): Generator<Buffer> {
  yield Buffer.from('{"filler":"');
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    yield left >= CHUNK.length ? CHUNK : CHUNK.subarray(0, left);
  }
  yield Buffer.from('"}');
}

/** Pushed through the response's own backpressure; a client that hangs up ends it. */
function filler(response: ServerResponse, answer: Answer, bytes: number, isCompressed: boolean): void {
  head(response, answer, isCompressed ? { 'Content-Encoding': 'gzip' } : {});
  const source = Readable.from(jsonOfSpaces(bytes));
  const gzip = isCompressed ? createGzip({ level: 9 }) : null;
  finished(response, () => {
    source.destroy();
    gzip?.destroy();
  });
  if (gzip) source.pipe(gzip).pipe(response);
  else source.pipe(response);
}

/** Writes an answer as the faults in force say. */
export function deliver(response: ServerResponse, answer: Answer, plan: DeliveryPlan, clock: Clock): void {
  if (plan.beforeMs > 0) {
    const cancel = clock.after(plan.beforeMs, () =>
      deliver(response, answer, { ...plan, beforeMs: 0 }, clock),
    );
    response.once('close', cancel);
    return;
  }
  const { delivery } = plan;
  switch (delivery.kind) {
    case 'whole':
      return whole(response, answer);
    case 'never':
      return;
    case 'drip':
      return drip(response, answer, delivery.perByteMs, clock);
    case 'truncated':
      return truncated(response, answer, delivery.cut);
    case 'huge':
      return filler(response, answer, delivery.bytes, false);
    case 'gzip-bomb':
      return filler(response, answer, delivery.bytes, true);
  }
}
