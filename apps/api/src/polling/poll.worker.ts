import { Injectable } from '@nestjs/common';
import { isAnySuspect, needsFull } from '@firewatch/shared/domain/deadlines';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { ReadScope } from '@firewatch/shared/domain/reading';
import type { PollItem } from '../queues/queue-table.js';
import { Database } from '../store/database.js';
import { takeClaimed, type ClaimedDevice } from '../store/device-targets.repo.js';
import { ReadingRecorder } from '../store/reading.recorder.js';
import { DeviceReader, type OpenedCredentials } from './device-reader.js';
import { ReadLanes } from './read-lanes.js';
import { ReadLeases } from './read-leases.js';
import { ReadReport } from './read-report.js';

/** Longest wait for reads to break off at the end of the program. */
const STOP_MS = 3_000;

/** Which scope the claim gets: the regular slot becomes a full read when one is due; while suspected none starts. */
export function scopeOf(
  device: ClaimedDevice,
  item: Pick<PollItem, 'why' | 'scope'>,
  now: number,
): ReadScope {
  const { core, pulse } = device;
  if (item.why === 'confirm') return item.scope;
  if (isAnySuspect({ core, pulse })) return 'pulse';
  if (item.scope === 'full') return 'full';
  const isRegular = item.why === 'due' && core.contact.state === 'reachable';
  return isRegular && needsFull({ core, pulse }, now, device.interval_ms, DEFAULT_POLICY) ? 'full' : 'pulse';
}

const isSilent = ({ core }: ClaimedDevice): boolean =>
  core.contact.state === 'failing' || core.contact.state === 'no-data';

/** Reads claimed devices side by side; each result is committed as it arrives. */
@Injectable()
export class PollWorker {
  private readonly running = new Set<Promise<void>>();
  private readonly lanes = new ReadLanes();
  private isStopping = false;
  private onRoom: () => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly recorder: ReadingRecorder,
    private readonly reader: DeviceReader,
    private readonly leases: ReadLeases,
    private readonly report: ReadReport,
  ) {}

  room(): { readonly limit: number; readonly silentLimit: number } {
    return this.lanes.room();
  }

  /** Told whenever a read has ended. */
  whenRoom(listener: () => void): void {
    this.onRoom = listener;
  }

  /**
   * Resolves when every read of the batch has ended or lasts so long that it no longer holds a place: one dead device
   * must not keep the queue's worker from the next batch.
   */
  async run(items: readonly PollItem[]): Promise<void> {
    if (this.isStopping) return this.leases.giveBack(items);
    let devices: ClaimedDevice[];
    try {
      const tx = { query: this.database.engineQuery.bind(this.database) };
      devices = await takeClaimed(tx, items, this.leases.holder);
    } catch (error) {
      this.report.storeAway(error);
      return;
    }
    const byId = new Map(items.map((item) => [item.deviceId, item]));
    const opened: OpenedCredentials = new Map();
    await Promise.all(
      devices.map((device) => {
        const item = byId.get(device.device_id);
        return item ? this.begin(device, item, opened) : undefined;
      }),
    );
  }

  private async begin(device: ClaimedDevice, item: PollItem, opened: OpenedCredentials): Promise<void> {
    const signal = this.leases.hold(item);
    const place = await this.lanes.enter(isSilent(device));
    const done = this.readAndKeep(device, item, { signal, opened }).finally(() => {
      place.leave();
      this.leases.drop(item);
      this.running.delete(done);
      this.count();
      this.onRoom();
    });
    this.running.add(done);
    this.count();
    await Promise.race([done, place.parked]);
  }

  private count(): void {
    this.report.metrics.inFlight = this.lanes.running;
    this.report.metrics.waiting = this.lanes.waiting;
  }

  /** Never rejects. */
  private async readAndKeep(
    device: ClaimedDevice,
    item: PollItem,
    call: { readonly signal: AbortSignal; readonly opened: OpenedCredentials },
  ): Promise<void> {
    if (call.signal.aborted) return this.leases.giveBack([item]);
    const scope = scopeOf(device, item, this.reader.now());
    const reading = await this.reader.read(device, scope, call);
    // A read that we broke off ourselves says nothing of the device, whatever it came back with.
    if (call.signal.aborted || (reading.kind === 'unreadable' && reading.why === 'cancelled')) {
      return this.leases.giveBack([item]);
    }
    this.report.ended(reading, item.why);
    await this.keep(device, item, () =>
      this.recorder.record(device, reading, this.reader.profileOf(device.vendor)),
    );
  }

  private async keep(
    device: ClaimedDevice,
    item: PollItem,
    record: () => ReturnType<ReadingRecorder['record']>,
  ): Promise<void> {
    try {
      const recorded = await record();
      if (recorded.kind === 'stale') this.report.thrownAway(item.deviceId);
      else this.report.changed(recorded.plan);
    } catch (error) {
      this.report.storeAway(error);
      this.report.fault('a reading was not stored', { device: device.device_id, reason: String(error) });
    }
  }

  /** Breaks reads off, waits for them at most 3 s, gives their claims back. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.leases.stop();
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MS)));
    await Promise.race([Promise.all(this.running), bound]);
    clearTimeout(timer);
    await this.leases.giveBack(this.leases.remaining());
  }
}
