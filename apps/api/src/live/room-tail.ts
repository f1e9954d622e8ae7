import type { LiveFrame, LiveTuple } from '@firewatch/shared/wire/live';
import type { Database } from '../store/database.js';
import {
  framesAfter,
  framesOfRoom,
  lastFrameId,
  roomHeads,
  type RoomHead,
  type StoredFrame,
} from '../store/live.repo.js';

const FRAMES_PER_LOOK = 200;

export type Replay =
  | {
      readonly kind: 'replay';
      readonly head: RoomHead;
      readonly frames: readonly LiveFrame[];
      readonly seq: number;
    }
  | { readonly kind: 'resync' };

const toWire = (frame: StoredFrame): LiveFrame => ({
  room: frame.room,
  s: frame.first_seq,
  n: frame.last_seq - frame.first_seq + 1,
  c: frame.frame as LiveTuple[],
});

/** Follows stored frames and knows how far each room has been emitted by this process. */
export class RoomTail {
  private lastId: number | null = null;
  private readonly emitted = new Map<string, number>();

  constructor(private readonly database: Database) {}

  /** New frames since the last look, in order. */
  async look(): Promise<LiveFrame[]> {
    const frames = await this.database.asEngine(async (tx) => {
      if (this.lastId === null) {
        this.lastId = await lastFrameId(tx);
        return [];
      }
      return framesAfter(tx, this.lastId, FRAMES_PER_LOOK);
    });
    for (const frame of frames) {
      this.lastId = frame.id;
      this.emitted.set(frame.room, frame.last_seq);
    }
    return frames.map(toWire);
  }

  /** How far a room was emitted; 0 = nothing since this process began. */
  emittedUpTo(room: string): number {
    return this.emitted.get(room) ?? 0;
  }

  /**
   * What a client at `seq` missed.
   * Errors  `resync` when history was cut, is older than kept, or the client is ahead of it.
   */
  replay(room: string, streamId: string | null, seq: number | null): Promise<Replay> {
    return this.database.asEngine(async (tx) => {
      const [head] = await roomHeads(tx, [room]);
      if (!head || streamId !== head.streamId || seq === null || seq > head.seq) return { kind: 'resync' };
      const frames = await framesOfRoom(tx, room, seq);
      let at = seq;
      for (const frame of frames) {
        if (frame.first_seq > at + 1) return { kind: 'resync' };
        at = frame.last_seq;
      }
      // The head moves with its frame: being behind it after all frames means some were dropped.
      if (at < head.seq) return { kind: 'resync' };
      return { kind: 'replay', head, frames: frames.map(toWire), seq: at };
    });
  }
}
