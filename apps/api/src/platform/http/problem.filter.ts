import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Log } from '../log/log.js';
import { problemOf, Refusal } from './problem.js';

const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
]);

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** body-parser's errors carry `status` and `type`; its text may quote the body, so ours is used. */
function fromBodyParser(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !('type' in error) || typeof error.type !== 'string') return null;
  if (error.type === 'entity.too.large') return new Refusal(413, 'The body is larger than 256 kB.');
  if (error.type === 'entity.parse.failed') return new Refusal(400, 'The body is not valid JSON.');
  if (error.type.startsWith('encoding.') || error.type.startsWith('charset.')) {
    return new Refusal(415, 'The body has an encoding that is not accepted; send JSON in UTF-8.');
  }
  return error.type.startsWith('request.') ? new Refusal(400, 'The body ended early.') : null;
}

function fromNest(error: HttpException): Refusal {
  const status = error.getStatus();
  if (status === 404) return new Refusal(404, 'There is nothing at this address.');
  if (status === 429) return new Refusal(429, 'Too many requests from this address; wait a minute.', [], 60);
  if (status === 400) return new Refusal(400, 'The request cannot be read.');
  return new Refusal(status, 'The request was refused.');
}

/** Maps whatever was thrown to a refusal; null = our own fault. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error instanceof HttpException) return error.getStatus() >= 500 ? null : fromNest(error);
  const parser = fromBodyParser(error);
  if (parser) return parser;
  // A malformed percent sign in the path: express' router throws a URIError.
  if (error instanceof URIError) return new Refusal(404, 'There is nothing at this address.');
  if (codeOf(error) === '42501') return new Refusal(403, 'This concerns a customer you do not look after.');
  // PostgreSQL refuses NUL in text.
  if (codeOf(error) === '22021' || codeOf(error) === '22P05') {
    return new Refusal(422, 'The text holds a character that cannot be kept; send printable text.');
  }
  if (UNAVAILABLE.has(codeOf(error)) || isConnectTimeout(error)) {
    return new Refusal(
      503,
      'The database does not answer; nothing was changed. Try again in a few seconds.',
      [],
      5,
    );
  }
  return null;
}

function isConnectTimeout(error: unknown): boolean {
  return (
    error instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
  );
}

/** Every failure leaves as RFC 9457; an unexpected one says a reference that is also in the log, and nothing else. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log.for('http');
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<Request>(), http.getResponse<Response>());
  }

  answer(error: unknown, request: Request, response: Response): void {
    const refusal = refusalOf(error);
    const reference = refusal ? undefined : randomUUID();
    if (!refusal) {
      this.log.error('request failed', {
        reference,
        method: request.method,
        path: request.path,
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const shown = refusal ?? new Refusal(500, `Quote ${reference} when you report it.`);
    if (shown.retryAfterSeconds !== undefined) response.setHeader('Retry-After', shown.retryAfterSeconds);
    response
      .status(shown.status)
      .setHeader('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(shown, reference)));
  }
}
