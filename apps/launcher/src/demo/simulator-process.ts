import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { lastLines } from '../child.js';

const simulatedDevice = z.object({
  id: z.string(),
  name: z.string(),
  customer: z.string(),
  site: z.string(),
  address: z.string(),
  port: z.number(),
  serial: z.string(),
  user: z.string(),
  password: z.string(),
  fingerprint256: z.string(),
});
export type SimulatedDevice = z.infer<typeof simulatedDevice>;

const readyLine = z.object({
  ready: z.literal(true),
  controlUrl: z.string(),
  smtpPort: z.number(),
  mailboxUrl: z.string(),
  /** Where its pager takes events. */
  pagerUrl: z.string(),
  devices: z.array(simulatedDevice),
});
export type SimulatorReady = z.infer<typeof readyLine>;

const READY_WITHIN_MS = 30_000;

/** The simulated fleet in a process of its own; it ends by itself when we die, because its stdin closes. */
export class SimulatorProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly ready: SimulatorReady,
  ) {}

  static async start(repository: string, dataFolder: string): Promise<SimulatorProcess> {
    const program = join(repository, 'apps', 'simulator', 'dist', 'main.js');
    if (!existsSync(program))
      throw new StartRefusal(`The simulator is not built (${program}): run "npm run build".`);
    const logFile = join(dataFolder, 'simulator.log');
    const log = openSync(logFile, 'w', 0o600);
    const identities = join(dataFolder, 'simulator-identities.json');
    const args = [program, '--fleet', 'avalon', '--identity-file', identities, '--exit-with-parent'];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', log], detached: true, env: {} });
    closeSync(log);
    try {
      return new SimulatorProcess(child, await firstLine(child));
    } catch (error) {
      child.kill('SIGKILL');
      const why = error instanceof Error ? error.message : String(error);
      throw new StartRefusal(
        `The simulator did not start (${why}), see ${logFile} (${lastLines(logFile, 1)}).`,
      );
    }
  }

  /** The loopback ranges the program has to be allowed for it: of its boxes, of its pager and webhook receiver. */
  get loopback(): string[] {
    const others = [
      new URL(this.ready.pagerUrl).hostname,
      ...this.ready.devices.map((one) => one.address),
    ].filter((address) => !/^127\.(1[6-9]|2\d|3[01])\./.test(address));
    return ['127.16.0.0/12', ...new Set(others.map((address) => `${address}/32`))];
  }

  /** Its pager, to look at. */
  get pagerPage(): string {
    return `${this.ready.controlUrl}/pager`;
  }

  startScenario(body: object): Promise<void> {
    return this.post('scenario', body);
  }

  /** From now on the boxes send their log there. */
  sendSyslog(to: { readonly host: string; readonly port: number }): Promise<void> {
    return this.post('fleet/syslog', { ...to, format: 'enhanced' });
  }

  private async post(path: string, body: object): Promise<void> {
    const answer = await fetch(`${this.ready.controlUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`the simulator refused ${path}: ${await answer.text()}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await gone;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

function firstLine(child: ChildProcess): Promise<SimulatorReady> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it was not ready within 30 s')), READY_WITHIN_MS);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) => settle(() => reject(new Error(`it ended with exit code ${code}`))));
    if (!child.stdout) return reject(new Error('it has no output'));
    createInterface({ input: child.stdout }).once('line', (text) => {
      settle(() => {
        try {
          resolve(readyLine.parse(JSON.parse(text)));
        } catch {
          reject(new Error('its first line is not the ready line'));
        }
      });
    });
  });
}
