import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import type { ClientToServer, ServerToClient } from '@firewatch/shared/wire/live';
import { joinAnswer, joinRequest } from '@firewatch/shared/wire/live';
import type { Namespace, Socket } from 'socket.io';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { Database } from '../store/database.js';
import { agesSince, ALL_ROOM, customerRoom } from '../store/live.repo.js';
import { Nudges } from '../store/nudges.js';
import { JoinBudget } from './join-budget.js';
import { LiveAuth, type LivePerson } from './live.auth.js';
import { agesByRoom } from './ages.js';
import { RoomTail } from './room-tail.js';

interface SocketFacts {
  person: LivePerson;
}
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketFacts>;
type LiveNamespace = Namespace<ClientToServer, ServerToClient, Record<string, never>, SocketFacts>;

const BEAT_MS = 5_000;
/** The nudge may be lost with its connection: a disabled person is gone after 5 s all the same. */
const RECHECK_MS = 4_000;

/** Rooms a person may join: the server names them, never the client. */
const roomsOf = (person: LivePerson): readonly string[] =>
  person.scope === 'all' ? [ALL_ROOM] : person.scope.map((customerId) => customerRoom(customerId));

/** Sends stored frames to rooms. A message here is never the record: a client that missed one replays or fetches again. */
@WebSocketGateway({ namespace: '/live', serveClient: false })
export class LiveGateway implements OnApplicationBootstrap, OnModuleDestroy {
  @WebSocketServer()
  private readonly namespace!: LiveNamespace;
  private readonly log: Log;
  private readonly tail: RoomTail;
  private readonly frames = new Loop(() => this.emitFrames(), { idleMs: 1_000, gapMs: 20 });
  private readonly beats = new Loop(() => this.beat(), { idleMs: BEAT_MS, gapMs: BEAT_MS });
  private readonly checks = new Loop(() => this.recheck(), { idleMs: RECHECK_MS, gapMs: 500 });
  private readonly budget = new JoinBudget(() => performance.now());
  private readonly offs: (() => void)[] = [];
  private agesAt = 0;

  constructor(
    private readonly database: Database,
    private readonly nudges: Nudges,
    private readonly auth: LiveAuth,
    private readonly clock: Clock,
    log: Log,
  ) {
    this.log = log.for('live');
    this.tail = new RoomTail(database);
  }

  onApplicationBootstrap(): void {
    this.namespace.use((socket, next) => {
      this.auth.find(socket.handshake).then(
        (person) => {
          if (!person) return next(new Error('signed-out'));
          socket.data.person = person;
          next();
        },
        () => next(new Error('unavailable')),
      );
    });
    this.offs.push(this.nudges.on('fw_live', () => this.frames.kick()));
    this.offs.push(this.nudges.on('fw_people', () => this.checks.kick()));
    this.agesAt = this.clock.now();
    this.frames.start();
    this.beats.start();
    this.checks.start();
  }

  async onModuleDestroy(): Promise<void> {
    for (const off of this.offs) off();
    await Promise.all([this.frames.stop(), this.beats.stop(), this.checks.stop()]);
    this.namespace.disconnectSockets(true);
  }

  @SubscribeMessage('joinV1')
  async join(socket: LiveSocket, body: unknown): Promise<z.infer<typeof joinAnswer>> {
    const request = joinRequest.safeParse(body);
    const rooms = roomsOf(socket.data.person);
    if (!this.budget.take(socket.data.person.id, rooms.length)) {
      socket.disconnect(true);
      return { ok: false, why: 'denied' };
    }
    if (!request.success || !rooms.includes(request.data.room)) return { ok: false, why: 'denied' };
    const { room, streamId } = request.data;
    let seq = request.data.seq;
    for (;;) {
      const replay = await this.tail.replay(room, streamId, seq);
      if (replay.kind === 'resync') return { ok: false, why: 'resync' };
      for (const frame of replay.frames) socket.emit('frameV1', frame);
      seq = replay.seq;
      // A frame emitted to the room while we read would be missed: read on until level, then join in the same turn.
      if (this.tail.emittedUpTo(room) > seq) continue;
      await socket.join(room);
      return { ok: true, room, streamId: replay.head.streamId, seq };
    }
  }

  private async emitFrames(): Promise<boolean> {
    try {
      const frames = await this.tail.look();
      for (const frame of frames) this.namespace.to(frame.room).emit('frameV1', frame);
      return frames.length > 0;
    } catch (error) {
      this.log.warn('live frames wait: the store did not answer', { reason: String(error) });
      return false;
    }
  }

  /** Proof of life, and how old each row's reading is; without a number, a lost one costs nothing. */
  private async beat(): Promise<boolean> {
    const now = this.clock.now();
    this.namespace.emit('beatV1', { now });
    const rooms = this.namespace.adapter.rooms;
    if (this.namespace.sockets.size === 0) return false;
    try {
      const rows = await this.database.asEngine((tx) => agesSince(tx, this.agesAt - 1_000));
      this.agesAt = now;
      const byRoom = agesByRoom(rows, (room) => rooms.has(room));
      for (const [room, c] of byRoom) this.namespace.to(room).emit('agesV1', { room, at: now, c });
    } catch (error) {
      this.log.debug('ages wait', { reason: String(error) });
    }
    return false;
  }

  /** Ends sockets of people who signed out, were disabled or see other customers now. */
  private async recheck(): Promise<boolean> {
    // Pages of one browser share a session, wallboards a token: asked about once a round.
    const found = new Map<string, Promise<LivePerson | null>>();
    for (const socket of this.namespace.sockets.values()) {
      const proof = this.auth.sameProof(socket.handshake);
      const asked = found.get(proof) ?? this.auth.find(socket.handshake);
      found.set(proof, asked);
      const person = await asked.catch(() => socket.data.person);
      if (person && roomsOf(person).join() === roomsOf(socket.data.person).join()) continue;
      socket.emit('endV1', { why: person ? 'rights-changed' : 'signed-out' });
      socket.disconnect(true);
    }
    return false;
  }
}
