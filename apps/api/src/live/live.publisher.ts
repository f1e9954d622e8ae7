import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { Database } from '../store/database.js';
import { readEvents } from '../store/events.repo.js';
import { dropOldFrames, lockCursor, moveCursor, storeFrame } from '../store/live.repo.js';
import { Nudges } from '../store/nudges.js';
import { framesOf } from './frames.js';

/** At most this many changes a frame, and this long between rounds: a burst becomes few frames. */
const EVENTS_PER_ROUND = 500;
const DROP_EVERY_MS = 60_000;

/**
 * Turns `events` into numbered frames per room, in commit order. Any number of processes may run it:
 * the cursor row is locked for each round, so one at a time does the work and numbers stay gapless.
 */
@Injectable()
export class LivePublisher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.round(), {
    idleMs: 1_000,
    gapMs: 50,
    name: 'telling the screens',
  });
  private off: () => void = () => undefined;
  private droppedAt = 0;

  constructor(
    private readonly database: Database,
    private readonly nudges: Nudges,
    log: Log,
  ) {
    this.log = log.for('live');
  }

  onApplicationBootstrap(): void {
    this.off = this.nudges.on('fw_events', () => this.loop.kick());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.off();
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    try {
      const seen = await this.publish();
      if (performance.now() - this.droppedAt > DROP_EVERY_MS) {
        this.droppedAt = performance.now();
        await this.database.asEngine((tx) => dropOldFrames(tx), { quick: true });
      }
      return seen > 0;
    } catch (error) {
      this.log.warn('live changes wait: the store did not answer', { reason: String(error) });
      return false;
    }
  }

  /** @returns how many events the round took. */
  publish(): Promise<number> {
    return this.database.asEngine(async (tx) => {
      const cursor = await lockCursor(tx, 'live');
      const events = await readEvents(tx, cursor, EVENTS_PER_ROUND);
      const last = events.at(-1);
      if (!last) return 0;
      const frames = framesOf(events);
      for (const frame of frames) await storeFrame(tx, frame.room, frame.changes, frame.count);
      await moveCursor(tx, 'live', last.id);
      if (frames.length > 0) await tx.query("select pg_notify('fw_live', '')");
      return events.length;
    });
  }
}
