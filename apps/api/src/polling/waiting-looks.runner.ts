import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  DEVICE_TRANSPORT,
  TransportFailure,
  type DeviceTransport,
} from '../platform/http/device-transport.js';
import { Ending } from '../platform/loop/ending.js';
import { Loop } from '../platform/loop/loop.js';
import { endsWithin } from '../platform/loop/within.js';
import { Database } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { Nudges } from '../store/nudges.js';
import { type DueLook, type Looked, stillWaiting, storeLook, takeLooks } from '../store/waiting.repo.js';
import { PollContext } from './poll.context.js';

/** Handshakes side by side: a file of thousands must not keep the fleet's reads waiting. */
const AT_ONCE = 24;
const LOOK_MS = 10_000;
const STOP_MS = 2_000;

interface Running {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** Looks at the certificates of firewalls that wait for approval; nothing is sent but the handshake. */
@Injectable()
export class WaitingLooksRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new Loop(() => this.round(), { idleMs: 2_000, gapMs: 50 });
  private readonly running = new Map<string, Running>();
  private offs: (() => void)[] = [];

  constructor(
    private readonly nudges: Nudges,
    private readonly database: Database,
    @Inject(DEVICE_TRANSPORT) private readonly transport: DeviceTransport,
    private readonly context: PollContext,
    private readonly ending: Ending,
  ) {}

  onApplicationBootstrap(): void {
    this.offs = [
      this.nudges.on('fw_calls', () => this.loop.kick()),
      this.nudges.on('fw_withdrawn', () => void this.dropGone()),
    ];
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    for (const off of this.offs) off();
    await this.loop.stop();
    for (const { controller } of this.running.values()) controller.abort();
    await endsWithin(Promise.all([...this.running.values()].map((one) => one.done)), STOP_MS);
  }

  private async round(): Promise<boolean> {
    try {
      const room = this.ending.signal.aborted ? 0 : AT_ONCE - this.running.size;
      const looks = room > 0 ? await takeLooks(this.context.tx, room) : [];
      for (const look of looks) this.begin(look);
    } catch (error) {
      this.context.report.storeAway(error);
    }
    return false;
  }

  private begin(look: DueLook): void {
    const controller = new AbortController();
    const done = this.look(look, controller.signal)
      .then((looked) => (controller.signal.aborted ? undefined : this.keep(look, looked)))
      .catch((error: unknown) =>
        this.context.report.fault('a certificate was not looked at', {
          waiting: look.id,
          reason: String(error),
        }),
      )
      .finally(() => {
        this.running.delete(look.id);
        this.loop.kick();
      });
    this.running.set(look.id, { controller, done });
  }

  private async look({ host, port, tls }: DueLook, gone: AbortSignal): Promise<Looked> {
    const signal = AbortSignal.any([this.ending.signal, gone, AbortSignal.timeout(LOOK_MS)]);
    try {
      return { ok: true, certificate: await this.transport.look({ host, port, tls }, signal) };
    } catch (error) {
      if (error instanceof TransportFailure) return { ok: false, why: error.why, detail: error.message };
      throw error;
    }
  }

  private async keep(look: DueLook, looked: Looked): Promise<void> {
    // A look that the program's own end broke off says nothing of the box: it is due again by itself.
    if (this.ending.signal.aborted) return;
    await this.database.asEngine(async (tx) => {
      if (!(await storeLook(tx, look.id, looked))) return;
      await appendEvents(tx, [{ type: 'waiting.changed', customerId: look.customer_id, payload: {} }]);
    });
  }

  /** Looks at addresses that nobody asks about any more are broken off. */
  private async dropGone(): Promise<void> {
    if (this.running.size === 0) return;
    try {
      const wait = await stillWaiting(this.context.tx, [...this.running.keys()]);
      for (const [id, { controller }] of this.running) if (!wait.has(id)) controller.abort();
    } catch (error) {
      this.context.report.storeAway(error);
    }
  }
}
