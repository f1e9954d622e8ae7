import type { DeviceList } from '@firewatch/shared/wire/devices';
import { agesFrame, joinAnswer, liveFrame, type LiveTuple } from '@firewatch/shared/wire/live';
import type { z } from 'zod';
import type { Connection } from './connection.js';
import type { DeviceStore } from './device-store.js';
import { judgeFrame, type RoomCursor } from './room-cursor.js';

type JoinAnswer = z.infer<typeof joinAnswer>;

/** What the client needs of a socket; a fake in tests. */
export interface LiveSocket {
  on(event: string, listener: (message: unknown) => void): void;
  join(request: { room: string } & RoomCursor, answer: (reply: unknown) => void): void;
}

/** What follows from a change that is not a row of the table. */
export interface LiveEffects {
  /** The list is behind: fetch it, which joins again. */
  readonly refetchDevices: () => void;
  readonly rowsChanged: (deviceIds: readonly string[]) => void;
  readonly incidentChanged: (incidentId: string) => void;
  readonly topicChanged: (topic: string) => void;
  /** Back after an absence: everything else may be stale. */
  readonly cameBack: () => void;
  readonly ended: () => void;
  readonly heardClock: (serverNow: number) => void;
}

/** One socket, numbered rooms: applies what is next in line, asks again for the list when something is missing. */
export class LiveClient {
  private readonly cursors = new Map<string, RoomCursor>();
  private wasConnected = false;

  constructor(
    private readonly socket: LiveSocket,
    private readonly store: DeviceStore,
    private readonly connection: Connection,
    private readonly effects: LiveEffects,
  ) {
    socket.on('connect', () => this.connected());
    socket.on('disconnect', () => connection.cut());
    socket.on('frameV1', (message) => this.frame(message));
    socket.on('agesV1', (message) => this.ages(message));
    socket.on('beatV1', (message) => this.beat(message));
    socket.on('endV1', () => effects.ended());
  }

  /** A list was loaded: its rows are the ground, its numbers the place to go on from. */
  follow(live: DeviceList['live']): void {
    this.cursors.clear();
    for (const { room, streamId, seq } of live) this.cursors.set(room, { streamId, seq });
    if (this.wasConnected) this.joinAll();
  }

  private connected(): void {
    const isReturn = this.wasConnected;
    this.wasConnected = true;
    this.connection.heard();
    this.joinAll();
    if (isReturn) this.effects.cameBack();
  }

  private joinAll(): void {
    for (const [room, cursor] of this.cursors) {
      this.socket.join({ room, ...cursor }, (reply) => this.joined(room, reply));
    }
  }

  private joined(room: string, reply: unknown): void {
    const parsed = joinAnswer.safeParse(reply);
    const answer: JoinAnswer = parsed.success ? parsed.data : { ok: false, why: 'resync' };
    const cursor = this.cursors.get(room);
    if (!answer.ok || (cursor && answer.streamId !== cursor.streamId)) this.behind();
  }

  private frame(message: unknown): void {
    this.connection.heard();
    const parsed = liveFrame.safeParse(message);
    if (!parsed.success) return this.behind();
    const frame = parsed.data;
    const cursor = this.cursors.get(frame.room);
    // A frame of a room left meanwhile says nothing about what is shown now.
    if (!cursor) return;
    const judged = judgeFrame(cursor, frame);
    if (judged.kind === 'gap') return this.behind();
    if (judged.kind === 'old') return;
    this.cursors.set(frame.room, { ...cursor, seq: judged.seq });
    this.apply(frame.c);
  }

  private apply(tuples: readonly LiveTuple[]): void {
    const rows: string[] = [];
    for (const tuple of tuples) {
      if (tuple[0] === 'd') {
        if (this.store.apply(tuple)) rows.push(tuple[1]);
        else this.behind();
      } else if (tuple[0] === 'i') this.effects.incidentChanged(tuple[1]);
      else if (tuple[0] === 'x') this.behind();
      else this.effects.topicChanged(tuple[1]);
    }
    if (rows.length > 0) this.effects.rowsChanged(rows);
  }

  private ages(message: unknown): void {
    this.connection.heard();
    const parsed = agesFrame.safeParse(message);
    // Ages may be lost by agreement; a spoilt one only leaves a row older than it is.
    if (parsed.success) this.store.applyAges(parsed.data.c);
  }

  private beat(message: unknown): void {
    // The clock first: silence is measured with it.
    if (typeof message === 'object' && message !== null && 'now' in message) {
      if (typeof message.now === 'number') this.effects.heardClock(message.now);
    }
    this.connection.heard();
  }

  private behind(): void {
    this.effects.refetchDevices();
  }
}
