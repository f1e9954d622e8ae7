import { randomUUID } from 'node:crypto';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { problem } from '@firewatch/shared/wire/primitives';
import type { z } from 'zod';

const WITHIN_MS = 30_000;

/** A refusal of the running program, as its sentence. */
export class Refused extends StartRefusal {
  constructor(
    readonly status: number,
    sentence: string,
    readonly fields: readonly string[],
  ) {
    super(sentence);
  }
}

function refusalOf(status: number, text: string, address: string): Refused {
  try {
    const { detail, title, errors = [] } = problem.parse(JSON.parse(text));
    return new Refused(
      status,
      status < 500 ? (detail ?? title) : `${title}. ${detail ?? ''}`.trim(),
      errors.map(({ field }) => field),
    );
  } catch {
    return new Refused(status, `What answers at ${address} is no Firewatch (HTTP ${status}).`, []);
  }
}

/** The running program, over the interface that it gives everybody. */
export class RestClient {
  private headers: Readonly<Record<string, string>> = {};

  /** `address` without a path. */
  constructor(readonly address: string) {}

  useToken(token: string): void {
    this.headers = { authorization: `Bearer ${token}` };
  }

  /** Errors: Refused with field `code` when a second factor is asked for. */
  async signIn(email: string, password: string, code?: string): Promise<void> {
    const answer = await this.send('POST', '/session', {
      email,
      password,
      ...(code === undefined ? {} : { code }),
    });
    await this.textOf(answer);
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0] ?? '')
      .join('; ');
    this.headers = { cookie, origin: new URL(this.address).origin };
  }

  async signOut(): Promise<void> {
    if (!('cookie' in this.headers)) return;
    await (await this.send('DELETE', '/session')).arrayBuffer();
  }

  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    return this.ask('GET', path, undefined, schema);
  }

  post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>> {
    return this.ask('POST', path, body, schema);
  }

  private async ask<S extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: S,
  ): Promise<z.output<S>> {
    const text = await this.textOf(await this.send(method, path, body));
    const read = schema.safeParse(JSON.parse(text));
    if (read.success) return read.data;
    throw new StartRefusal(
      `The Firewatch at ${this.address} is of another version: its answer to ${path} is not understood.`,
    );
  }

  private async textOf(answer: Response): Promise<string> {
    const text = await answer.text();
    if (!answer.ok) throw refusalOf(answer.status, text, this.address);
    return text;
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    try {
      return await fetch(`${this.address}/api/v1${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'POST' && path !== '/session' ? { 'idempotency-key': randomUUID() } : {}),
          ...this.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(WITHIN_MS),
      });
    } catch (error) {
      throw new StartRefusal(
        `No Firewatch answers at ${this.address}: start it with "npm start", or name its address with --url.`,
        { cause: error },
      );
    }
  }
}
