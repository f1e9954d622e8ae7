import { join } from 'node:path';
import { startChild, type Child } from './child.ts';
import { REPOSITORY } from './paths.ts';

/** What the ready line says of one simulated firewall. */
export interface SimulatedDevice {
  readonly id: string;
  readonly name: string;
  readonly customer: string;
  readonly site: string;
  readonly address: string;
  readonly port: number;
  readonly serial: string;
  readonly model: string;
  readonly user: string;
  readonly password: string;
  readonly fingerprint256: string;
  /** Of the public key: what survives a renewal with the same key. */
  readonly keyFingerprint256: string;
  readonly generation: 'gen5' | 'gen6' | 'gen7' | 'gen8';
  readonly apiEnabled: boolean;
  readonly signIn: string;
  /** The other unit of a high-availability pair. */
  readonly partner: { readonly serial: string; readonly fingerprint256: string } | null;
}

/** One request as the simulated firewall saw it; `showed` is what a licence read told its client. */
export interface SimulatedRequest {
  readonly at: number;
  readonly device: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly authenticated: boolean;
  readonly tls: boolean;
  readonly why?: string;
  readonly showed?: 'licensed' | 'not-licensed';
}

/** The one licence read of a pulse: one per reading of a box. */
export const isStatusRead = (request: SimulatedRequest): boolean =>
  request.status === 200 && request.path.endsWith('/reporting/status/security-services');

/** Where a scenario stands; `affected` grows as boxes are hit. */
export interface ScenarioStatus {
  readonly phase: string;
  readonly isRunning: boolean;
  readonly events: { readonly done: number; readonly pending: number };
  readonly affected: readonly { readonly id: string; readonly lostAt: number }[];
}

/** A stretch in which a service of a firewall really did not protect; `to` absent while it lasts. */
export interface TrueLoss {
  readonly device: string;
  readonly service: string;
  readonly from: number;
  readonly to?: number;
}

export interface SimulatedMail {
  readonly id: string;
  readonly at: number;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly text: string;
  readonly html: string;
  readonly raw: string;
}

interface Ready {
  readonly controlUrl: string;
  readonly smtpPort: number;
  readonly pagerUrl: string;
  readonly webhookUrl: string;
  readonly devices?: SimulatedDevice[];
}

/** The simulator as its own process, spoken to over its control API like anybody would. */
export class SimulatorProcess {
  readonly child: Child;
  readonly controlUrl: string;
  readonly smtpPort: number;
  /** PagerDuty events go here. */
  readonly pagerUrl: string;
  /** This address, or any below it, keeps what is sent to it. */
  readonly webhookUrl: string;
  readonly devices: readonly SimulatedDevice[];

  private constructor(child: Child, ready: Ready, devices: readonly SimulatedDevice[]) {
    this.child = child;
    this.controlUrl = ready.controlUrl;
    this.smtpPort = ready.smtpPort;
    this.pagerUrl = ready.pagerUrl;
    this.webhookUrl = ready.webhookUrl;
    this.devices = devices;
  }

  static async start(args: readonly string[] = [], timeoutMs = 60_000): Promise<SimulatorProcess> {
    const main = join(REPOSITORY, 'apps/simulator/dist/main.js');
    const child = startChild([process.execPath, main, '--exit-with-parent', ...args], { stdin: 'pipe' });
    const line = await child.line((text) => text.startsWith('{"ready":true'), timeoutMs);
    const ready = JSON.parse(line) as Ready;
    const simulator = new SimulatorProcess(child, ready, ready.devices ?? []);
    if (ready.devices) return simulator;
    const { items } = await simulator.control<{ items: SimulatedDevice[] }>('GET', '/devices');
    return new SimulatorProcess(child, ready, items);
  }

  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.controlUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(`simulator: ${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  mails(): Promise<SimulatedMail[]> {
    return this.control<SimulatedMail[]>('GET', '/mailbox/messages');
  }

  scenario(): Promise<ScenarioStatus> {
    return this.control<ScenarioStatus>('GET', '/scenario');
  }

  start(scenario: object): Promise<ScenarioStatus> {
    return this.control<ScenarioStatus>('POST', '/scenario', scenario);
  }

  /** Every request since an instant; throws when older ones have already fallen out of the simulator's memory. */
  async requests(since = 0): Promise<SimulatedRequest[]> {
    const { entries, forgotten } = await this.control<{ entries: SimulatedRequest[]; forgotten: number }>(
      'GET',
      `/log?kind=request&since=${since}`,
    );
    if (forgotten > 0) throw new Error(`the simulator forgot ${forgotten} entries of its log`);
    return entries;
  }

  async truth(): Promise<TrueLoss[]> {
    return (await this.control<{ intervals: TrueLoss[] }>('GET', '/log/truth')).intervals;
  }

  nameOf(id: string): string {
    return this.devices.find((device) => device.id === id)?.name ?? id;
  }

  stop(): Promise<number | null> {
    return this.child.stop();
  }
}
