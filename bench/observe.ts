import type pg from 'pg';
import { LiveWatcher } from '../test/support/live-watcher.ts';
import { metric } from '../test/support/metrics.ts';
import { openStore } from '../test/support/store.ts';
import type { BigWorld } from './big-world.ts';
import { cpuSeconds, percentile } from './measure.ts';
import { partsCpu, partsDescriptors, partsPss, type PerPart } from './product-parts.ts';
import { SlotBook } from './slot-book.ts';
import { bytesOfLines, engineLogBytes, lastReads, storeFigures, type StoreFigures } from './store-watch.ts';

/** Shorter than half an interval: no read is overwritten before it was seen. */
const SAMPLE_EVERY_MS = 25_000;
const MINUTE_MS = 60_000;

/** What stood at one minute mark. */
export interface MinuteMark {
  readonly minute: number;
  /** MB. */
  readonly pss: PerPart;
  readonly descriptors: PerPart;
  readonly connections: number;
  /** Reads in this minute. */
  readonly reads: number;
  /** As the product itself says. */
  readonly behindDevices: number;
  /** Of the last reads of all devices. */
  readonly readMsP95: number;
}

/** Totals so far; a run is the difference of two. */
interface Totals {
  readonly atMs: number;
  readonly reads: number;
  readonly cpu: PerPart;
  readonly simulatorCpu: number;
  readonly store: StoreFigures;
  readonly logBytes: number;
  readonly frames: number;
  readonly changes: number;
}

export interface Observation {
  readonly from: Totals;
  readonly to: Totals;
  readonly marks: readonly MinuteMark[];
  readonly lateMs: readonly number[];
  readonly missed: number;
  readonly liveGaps: number;
}

export interface ObserveOptions {
  readonly minutes: number;
  /** Hosts whose reads are not on their slots now, for reasons outside the product. */
  readonly leftOut?: () => ReadonlySet<string>;
  readonly eachMinute?: (mark: MinuteMark) => void;
}

/** Watches a running world from outside, with one browser's socket open. */
export async function observe(world: BigWorld, options: ObserveOptions): Promise<Observation> {
  const store = await openStore(world.program.dataDir);
  const live = await LiveWatcher.start(world.program.url, world.rest);
  try {
    return await new Observer(world, store, live, options).run();
  } finally {
    live.close();
    await store.end();
  }
}

class Observer {
  private readonly world: BigWorld;
  private readonly store: pg.Client;
  private readonly live: LiveWatcher;
  private readonly options: ObserveOptions;
  private readonly book = new SlotBook(Date.now());
  private readonly marks: MinuteMark[] = [];
  private readonly counted = { frames: 0, changes: 0, lines: 0, logBytes: 0 };
  private readsBefore = 0;
  private readMsP95 = Number.NaN;

  constructor(world: BigWorld, store: pg.Client, live: LiveWatcher, options: ObserveOptions) {
    this.world = world;
    this.store = store;
    this.live = live;
    this.options = options;
    live.onFrame((frame) => {
      this.counted.frames += 1;
      this.counted.changes += frame.c.length;
    });
  }

  async run(): Promise<Observation> {
    const from = await this.totals();
    this.readsBefore = from.reads;
    const startedAt = performance.now();
    const endsAt = startedAt + this.options.minutes * MINUTE_MS;
    let [sampleAt, markAt] = [startedAt, startedAt + MINUTE_MS];
    while (sampleAt < endsAt || markAt <= endsAt) {
      const next = Math.min(sampleAt, markAt);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
      if (next === markAt) {
        await this.mark();
        markAt += MINUTE_MS;
      } else {
        await this.sample();
        sampleAt += SAMPLE_EVERY_MS;
      }
    }
    await this.sample();
    const { lateMs, missed } = this.book.close(Date.now());
    const to = await this.totals();
    return { from, to, marks: this.marks, lateMs, missed, liveGaps: this.live.gaps.length };
  }

  private async sample(): Promise<void> {
    const leftOut = this.options.leftOut?.() ?? new Set();
    const reads = await lastReads(this.store);
    this.book.note(reads.filter((read) => !leftOut.has(read.host)));
    for (const read of reads) if (leftOut.has(read.host)) this.book.leaveOut(read.id);
    this.readMsP95 = percentile(
      reads.flatMap((read) => read.readMs ?? []),
      0.95,
    );
  }

  private async mark(): Promise<void> {
    const { program } = this.world;
    const [reads, behindDevices] = await Promise.all([
      this.metric('firewatch_reads_total'),
      this.metric('firewatch_poller_behind_devices'),
    ]);
    const mark: MinuteMark = {
      minute: this.marks.length + 1,
      pss: partsPss(program.child.pid),
      descriptors: partsDescriptors(program.child.pid),
      connections: (await storeFigures(this.store)).connections,
      reads: reads - this.readsBefore,
      behindDevices,
      readMsP95: this.readMsP95,
    };
    this.readsBefore = reads;
    this.marks.push(mark);
    this.options.eachMinute?.(mark);
  }

  private metric(name: string): Promise<number> {
    return metric(this.world.program.url, this.world.rest, name);
  }

  private async totals(): Promise<Totals> {
    const { program, simulator } = this.world;
    this.counted.logBytes += bytesOfLines(program.child.lines.slice(this.counted.lines));
    this.counted.lines = program.child.lines.length;
    return {
      atMs: performance.now(),
      reads: await this.metric('firewatch_reads_total'),
      cpu: partsCpu(program.child.pid),
      simulatorCpu: cpuSeconds(simulator.child.pid),
      store: await storeFigures(this.store),
      logBytes: this.counted.logBytes + engineLogBytes(program.dataDir),
      frames: this.counted.frames,
      changes: this.counted.changes,
    };
  }
}
