import type { DeviceAnswer, DeviceConnection, DeviceRequest } from '../../platform/http/device-transport.js';
import {
  AUTH,
  cliSourceOf,
  DIRECT_CLI,
  sourceOf,
  START_MANAGEMENT,
  wirePath,
  type CliLine,
} from './allowed.js';
import { AnswerWitness } from './answer-witness.js';
import { cliPart } from './cli-answer.js';
import type { Part } from './part.js';
import { partOf } from './refusal.js';

export interface Post {
  readonly body: string;
  readonly authorization?: string;
}

/** The SonicOS paths this adapter uses over one pinned connection; knows the session token and nothing of its meaning. */
export class SonicOsClient {
  /** Sent with every call once the box has offered it, whatever the way of signing in (vendors/sonicwall 2.3). */
  token: string | undefined;

  constructor(
    private readonly connection: DeviceConnection,
    private readonly now: () => number,
    private readonly witness = new AnswerWitness(),
  ) {}

  async get(path: string): Promise<Part> {
    const from = sourceOf(path);
    const answer = await this.request(from, {
      method: 'GET',
      path: wirePath(path),
      headers: this.headers(),
    });
    return this.judged(() => partOf(answer, { now: this.now(), from }));
  }

  /** One `show` line. JSON is asked for, except where 6.5 is known to break it (`show geo-ip`). */
  async show(line: CliLine): Promise<Part> {
    const accept = line === 'show geo-ip' ? 'text/plain' : 'application/json';
    const from = cliSourceOf(line);
    const answer = await this.request(from, {
      method: 'POST',
      path: wirePath(DIRECT_CLI),
      headers: { ...this.headers(), accept, 'content-type': 'text/plain' },
      body: line,
    });
    return this.judged(() => cliPart(answer, { now: this.now(), from }));
  }

  /** What the box offers to one who is not signed in: on boxes with CHAP, its challenge. */
  async getAuth(): Promise<DeviceAnswer> {
    const call = { method: 'GET', path: wirePath(AUTH), headers: this.headers() };
    return this.request(sourceOf(AUTH), call);
  }

  /** Write endpoints look at the body before they look at the sign-in, so each POST has one. */
  async postAuth({ body, authorization }: Post): Promise<DeviceAnswer> {
    return this.request(`POST ${AUTH}`, {
      method: 'POST',
      path: wirePath(AUTH),
      headers: { ...this.headers(authorization), 'content-type': 'application/json' },
      body,
    });
  }

  async startManagement(): Promise<void> {
    await this.request(`POST ${START_MANAGEMENT}`, {
      method: 'POST',
      path: wirePath(START_MANAGEMENT),
      headers: { ...this.headers(), 'content-type': 'application/json' },
      body: '{}',
    });
  }

  /** One order to the box, sent once; the body is looked at before the sign-in. */
  async postOrder(path: string, body: string): Promise<DeviceAnswer> {
    return this.connection.request({
      method: 'POST',
      path: wirePath(path),
      headers: { ...this.headers(), 'content-type': 'application/json' },
      body,
    });
  }

  async deleteAuth(signal: AbortSignal): Promise<DeviceAnswer> {
    return this.connection.request({
      method: 'DELETE',
      path: wirePath(AUTH),
      headers: this.headers(),
      signal,
    });
  }

  private async request(source: string, call: DeviceRequest): Promise<DeviceAnswer> {
    this.witness.asks();
    const answer = await this.connection.request(call);
    this.witness.heard(source, answer);
    return answer;
  }

  private judged(judge: () => Part): Part {
    try {
      const part = judge();
      if (part.kind === 'failed') this.witness.isStrange();
      return part;
    } catch (error) {
      this.witness.isStrange();
      throw error;
    }
  }

  private headers(authorization?: string): Record<string, string> {
    const sent = authorization ?? (this.token === undefined ? undefined : `Bearer ${this.token}`);
    return { accept: 'application/json', ...(sent === undefined ? {} : { authorization: sent }) };
  }
}
