import { AuditChainer } from '@firewatch/api/keeping/audit.chainer';
import { KeyCallsRunner } from '@firewatch/api/keeping/key-calls.runner';
import { Log } from '@firewatch/api/platform/log/log';
import { Nudges } from '@firewatch/api/store/nudges';
import { person } from '@firewatch/shared/wire/access';
import type { Config } from '@firewatch/api/platform/config/config';
import type { Rest } from '../../support/rest.js';
import { PASSWORD, RestStage } from '../rest/rest-stage.js';

/** The API as a process of its own, and beside it the part that holds the key, on one database. */
export class AccessStage {
  readonly rest: RestStage;
  readonly owner: Rest;
  private readonly nudges: Nudges;
  private readonly runner: KeyCallsRunner;
  private readonly chainer: AuditChainer;

  private constructor(rest: RestStage, owner: Rest) {
    this.rest = rest;
    this.owner = owner;
    this.nudges = new Nudges(rest.db.engineUrl);
    const log = Log.to('error');
    const config = { keyFile: null } as unknown as Config;
    this.runner = new KeyCallsRunner(config, rest.db.database, rest.vault, this.nudges, log);
    this.chainer = new AuditChainer(config, rest.db.database, rest.vault, this.nudges, log);
  }

  static async open(): Promise<AccessStage> {
    const rest = await RestStage.open({ trustProxy: true });
    const stage = new AccessStage(rest, await rest.setUp());
    await stage.nudges.start();
    stage.runner.onApplicationBootstrap();
    stage.chainer.onApplicationBootstrap();
    return stage;
  }

  async close(): Promise<void> {
    await this.runner.onModuleDestroy();
    await this.chainer.onModuleDestroy();
    await this.nudges.close();
    await this.rest.close();
  }

  async addPerson(email: string, part: object): Promise<string> {
    const body = { email, name: email.split('@')[0], password: PASSWORD, ...part };
    return (await this.owner.post('/users', body, person)).id;
  }

  /** Signs in from an address of one's own. */
  signIn(body: object, address = '203.0.113.1'): Promise<Response> {
    return this.rest.raw('POST', '/api/v1/session', {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', origin: this.rest.url, 'x-forwarded-for': address },
    });
  }

  bearer(token: string, method: string, path: string, body?: unknown): Promise<Response> {
    return this.rest.raw(method, `/api/v1${path}`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
