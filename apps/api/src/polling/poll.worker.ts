import { Injectable } from '@nestjs/common';
import { endsWithin } from '../platform/loop/within.js';
import type { PollItem } from '../queues/queue-table.js';
import { holdUntried } from '../store/poll-slots.repo.js';
import { takeClaimed, type ClaimedDevice } from '../store/device-targets.repo.js';
import { StepFault } from '../store/reading.plan.js';
import { ReadingRecorder } from '../store/reading.recorder.js';
import { DeviceReader, type OpenedCredentials } from './device-reader.js';
import { ReadLanes } from './read-lanes.js';
import type { Held } from './read-leases.js';
import { PollContext } from './poll.context.js';
import { scopeOf } from './read-scope.js';
import { SampleKeeper } from './sample.keeper.js';

/** Longest wait for reads to break off at the end of the program. */
const STOP_MS = 3_000;

interface ReadCall {
  readonly held: Held;
  readonly opened: OpenedCredentials;
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
    private readonly recorder: ReadingRecorder,
    private readonly reader: DeviceReader,
    private readonly samples: SampleKeeper,
    private readonly context: PollContext,
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
    const { leases } = this.context;
    if (this.isStopping) return leases.giveBack(items);
    // In hand before the look at the store: whatever is withdrawn after that look still reaches these reads.
    const inHand = items.map((item) => ({ item, held: leases.hold(item) }));
    let devices: ClaimedDevice[];
    try {
      devices = await takeClaimed(this.context.tx, items, leases.holder);
    } catch (error) {
      for (const { held } of inHand) leases.drop(held);
      this.context.report.storeAway(error);
      return;
    }
    const taken = new Map(devices.map((device) => [device.device_id, device]));
    const opened: OpenedCredentials = new Map();
    await Promise.all(
      inHand.map(async ({ item, held }) => {
        const device = taken.get(item.deviceId);
        if (device) await this.begin(device, item, { held, opened });
        else leases.drop(held);
      }),
    );
  }

  private async begin(device: ClaimedDevice, item: PollItem, call: ReadCall): Promise<void> {
    const place = await this.lanes.enter(isSilent(device));
    const done = this.readAndKeep(device, item, call).finally(() => {
      place.leave();
      this.context.leases.drop(call.held);
      this.running.delete(done);
      this.count();
      this.onRoom();
    });
    this.running.add(done);
    this.count();
    await Promise.race([done, place.parked]);
  }

  private count(): void {
    this.context.report.metrics.inFlight = this.lanes.running;
  }

  /** Never rejects. */
  private async readAndKeep(device: ClaimedDevice, item: PollItem, call: ReadCall): Promise<void> {
    const { signal } = call.held.controller;
    if (signal.aborted) return this.giveUp(item, call);
    if (device.credential_held && !device.is_probe) return this.holdUntried(item);
    const scope = scopeOf(device, item, this.context.clock.now());
    const read = await this.reader.read(device, scope, { signal, opened: call.opened });
    const { reading, sample } = this.samples.apart(read);
    // A read that we broke off ourselves says nothing of the device, whatever it came back with.
    if (signal.aborted || (reading.kind === 'unreadable' && reading.why === 'cancelled'))
      return this.giveUp(item, call);
    this.context.report.ended(reading, item.why);
    await this.keep(device, item, () =>
      this.recorder.record(device, reading, this.reader.profileOf(device.vendor)),
    );
    await this.samples.keep(device, reading, sample);
  }

  private giveUp(item: PollItem, { held }: ReadCall): Promise<void> {
    this.context.leases.drop(held);
    return this.context.leases.giveBack([item]);
  }

  /** Other devices refused its credential set since it was made due: not one more box is asked. */
  private async holdUntried(item: PollItem): Promise<void> {
    try {
      await holdUntried(this.context.tx, item);
    } catch (error) {
      this.context.report.storeAway(error);
    }
  }

  private async keep(
    device: ClaimedDevice,
    item: PollItem,
    record: () => ReturnType<ReadingRecorder['record']>,
  ): Promise<void> {
    try {
      const recorded = await record();
      if (recorded.kind === 'stale') this.context.report.thrownAway(item.deviceId);
      else this.context.report.changed(recorded.plan);
    } catch (error) {
      if (error instanceof StepFault) {
        this.context.report.fault('a reading could not be judged', {
          device: device.device_id,
          reason: error.message,
        });
      } else this.context.report.storeAway(error);
    }
  }

  /** Begins no read any more and breaks off what runs; a session that was opened is still given back. */
  breakOff(): void {
    this.isStopping = true;
    this.context.leases.stop();
  }

  /** Waits for reads to break off, at most 3 s, and gives their claims back. */
  async stop(): Promise<void> {
    this.breakOff();
    await endsWithin(Promise.all(this.running), STOP_MS);
    await this.context.leases.giveBack(this.context.leases.remaining());
  }
}
