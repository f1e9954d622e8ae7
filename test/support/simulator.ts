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
  readonly devices?: SimulatedDevice[];
}

/** The simulator as its own process, spoken to over its control API like anybody would. */
export class SimulatorProcess {
  readonly child: Child;
  readonly controlUrl: string;
  readonly smtpPort: number;
  readonly devices: readonly SimulatedDevice[];

  private constructor(child: Child, ready: Ready, devices: readonly SimulatedDevice[]) {
    this.child = child;
    this.controlUrl = ready.controlUrl;
    this.smtpPort = ready.smtpPort;
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

  async mails(): Promise<SimulatedMail[]> {
    const answer = await this.control<SimulatedMail[] | { items: SimulatedMail[] }>(
      'GET',
      '/mailbox/messages',
    );
    return Array.isArray(answer) ? answer : answer.items;
  }

  stop(): Promise<number | null> {
    return this.child.stop();
  }
}
