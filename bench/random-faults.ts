import { seeded } from '../test/support/kill-story.ts';
import type { SimulatedDevice, SimulatorProcess } from '../test/support/simulator.ts';

/** A loss lasts longer than an interval, so that at least one read can see it. Seconds. */
const LOSS_SECONDS = [90, 300] as const;
/** What was switched off is seen by a full read only, every 15 min at most: it lasts longer than that. Seconds. */
const OFF_SECONDS = [960, 1_200] as const;
const FAULT_SECONDS = [30, 300] as const;
/** After its fault a box is left alone until nothing of it is felt any more. */
const REST_MS = 20 * 60_000;

const WATCHED = ['gateway-av', 'anti-spyware', 'ips', 'app-control'] as const;
const DEVICE_FAULTS = [
  'refuse',
  'stall',
  'http-500',
  'busy',
  'html',
  'truncated',
  'slow',
  'partial',
  'glitch',
] as const;

interface StatusOfService {
  readonly licence: string;
  readonly enabled: boolean;
}

interface Loss {
  readonly name: string;
  readonly bad: object;
  readonly good: object;
  readonly forSeconds: readonly [number, number];
}
const LICENCE_LOST: Loss = {
  name: 'licence lost',
  bad: { licence: 'not-licensed' },
  good: { licence: 'licensed' },
  forSeconds: LOSS_SECONDS,
};
const SWITCHED_OFF: Loss = {
  name: 'switched off',
  bad: { enabled: false },
  good: { enabled: true },
  forSeconds: OFF_SECONDS,
};

/** Misfortunes of single boxes, one a call, drawn by the seed; each heals by itself. */
export class RandomFaults {
  private readonly simulator: SimulatorProcess;
  private readonly random: () => number;
  /** By address: until when a box is felt to be in trouble, epoch ms. */
  private readonly troubledUntil = new Map<string, number>();
  private readonly healing = new Set<NodeJS.Timeout>();
  private readonly told = new Map<string, number>();
  private lastHealsAt = 0;
  private fault: unknown = null;

  constructor(simulator: SimulatorProcess, seed: number) {
    this.simulator = simulator;
    this.random = seeded(seed);
  }

  /** How often each sort was struck. */
  get counts(): ReadonlyMap<string, number> {
    return this.told;
  }

  /** When the last fault heals, epoch ms. */
  get quietFrom(): number {
    return this.lastHealsAt;
  }

  troubled(): ReadonlySet<string> {
    const now = Date.now();
    return new Set([...this.troubledUntil].flatMap(([host, until]) => (until > now ? [host] : [])));
  }

  /** Throws when an earlier one could not be healed: what follows would prove nothing. */
  async strike(): Promise<void> {
    if (this.fault !== null) throw this.fault;
    const device = this.anyone();
    const draw = this.random();
    if (draw < 0.35) return this.lose(device, LICENCE_LOST);
    if (draw < 0.5) return this.lose(device, SWITCHED_OFF);
    if (draw < 0.6) return this.trouble(device, 'reboot', 'reboot', { downSeconds: this.between([30, 120]) });
    if (draw < 0.65)
      return this.trouble(device, 'administrator', 'admin-session', { seconds: this.between(FAULT_SECONDS) });
    const kind = this.oneOf(DEVICE_FAULTS);
    const detail = kind === 'slow' ? { ms: 3_000 } : {};
    return this.trouble(device, kind, 'fault', { kind, forSeconds: this.between(FAULT_SECONDS), ...detail });
  }

  stop(): void {
    for (const timer of this.healing) clearTimeout(timer);
  }

  private async lose(device: SimulatedDevice, { name, bad, good, forSeconds }: Loss): Promise<void> {
    const path = `/devices/${device.id}`;
    const { services } = await this.simulator.control<{ services: Record<string, StatusOfService> }>(
      'GET',
      path,
    );
    const running = WATCHED.filter((one) => services[one]?.licence === 'licensed' && services[one].enabled);
    if (running.length === 0) return this.trouble(device, 'reboot', 'reboot', { downSeconds: 60 });
    const service = this.oneOf(running);
    const seconds = this.between(forSeconds);
    await this.simulator.control('POST', `${path}/service`, { service, ...bad });
    const timer = setTimeout(() => {
      this.healing.delete(timer);
      this.simulator.control('POST', `${path}/service`, { service, ...good }).catch((error: unknown) => {
        this.fault = error;
      });
    }, seconds * 1_000);
    this.healing.add(timer);
    this.note(device, name, seconds);
  }

  private async trouble(device: SimulatedDevice, name: string, verb: string, body: object): Promise<void> {
    await this.simulator.control('POST', `/devices/${device.id}/${verb}`, body);
    this.note(device, name, FAULT_SECONDS[1]);
  }

  private note(device: SimulatedDevice, name: string, seconds: number): void {
    const healsAt = Date.now() + seconds * 1_000;
    this.lastHealsAt = Math.max(this.lastHealsAt, healsAt);
    this.troubledUntil.set(device.address, healsAt + REST_MS);
    this.told.set(name, (this.told.get(name) ?? 0) + 1);
  }

  private anyone(): SimulatedDevice {
    const troubled = this.troubled();
    return this.oneOf(this.simulator.devices.filter((device) => !troubled.has(device.address)));
  }

  private oneOf<T>(from: readonly T[]): T {
    const one = from[Math.floor(this.random() * from.length)];
    if (one === undefined) throw new Error('nothing to choose from: every box is in trouble');
    return one;
  }

  private between([least, most]: readonly [number, number]): number {
    return Math.round(least + this.random() * (most - least));
  }
}
