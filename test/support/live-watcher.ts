import { applyTuple } from '@firewatch/shared/wire/device-tuple';
import { deviceList, type DeviceRow } from '@firewatch/shared/wire/devices';
import type { ClientToServer, LiveFrame, ServerToClient } from '@firewatch/shared/wire/live';
import { io, type Socket } from 'socket.io-client';
import type { Rest } from './rest.ts';

/** What a browser would show from the socket alone: snapshot, then numbered frames, nothing else. */
export class LiveWatcher {
  private readonly byId = new Map<string, DeviceRow>();
  private readonly heads = new Map<string, number>();
  readonly gaps: string[] = [];
  readonly incidents = new Set<string>();
  private readonly listeners = new Set<(frame: LiveFrame) => void>();

  private readonly socket: Socket<ServerToClient, ClientToServer>;

  private constructor(socket: Socket<ServerToClient, ClientToServer>) {
    this.socket = socket;
  }

  static async start(url: string, rest: Rest): Promise<LiveWatcher> {
    const socket: Socket<ServerToClient, ClientToServer> = io(`${url}/live`, {
      transports: ['websocket'],
      extraHeaders: { cookie: rest.cookieHeader, origin: url },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('connect_error', reject);
    });
    const watcher = new LiveWatcher(socket);
    const snapshot = await rest.get('/devices', deviceList);
    for (const row of snapshot.items) watcher.byId.set(row.id, row);
    socket.on('frameV1', (frame) => watcher.take(frame));
    for (const { room, streamId, seq } of snapshot.live) {
      watcher.heads.set(room, seq);
      const answer = await socket.timeout(5_000).emitWithAck('joinV1', { room, streamId, seq });
      if (!answer.ok) throw new Error(`joining ${room} was answered ${answer.why}`);
    }
    return watcher;
  }

  rows(): DeviceRow[] {
    return [...this.byId.values()];
  }

  onFrame(listener: (frame: LiveFrame) => void): void {
    this.listeners.add(listener);
  }

  close(): void {
    this.socket.close();
  }

  private take(frame: LiveFrame): void {
    const head = this.heads.get(frame.room) ?? 0;
    const last = frame.s + frame.n - 1;
    if (last <= head) return;
    if (frame.s > head + 1) this.gaps.push(`${frame.room}: ${head} then ${frame.s}`);
    this.heads.set(frame.room, last);
    for (const change of frame.c) {
      if (change[0] === 'i') this.incidents.add(change[1]);
      if (change[0] !== 'd') continue;
      const row = this.byId.get(change[1]);
      if (row) this.byId.set(row.id, applyTuple(row, change));
    }
    for (const listener of this.listeners) listener(frame);
  }
}
