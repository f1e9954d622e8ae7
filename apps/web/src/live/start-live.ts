import type { QueryClient } from '@tanstack/react-query';
import { io } from 'socket.io-client';
import { incidentQuery } from '../api/incidents.api.js';
import { keys } from '../api/keys.js';
import { pageClock } from '../ui/clock.js';
import { Connection } from './connection.js';
import { DeviceStore } from './device-store.js';
import { KeyThrottle } from './key-throttle.js';
import { LiveClient, type LiveEffects } from './live-client.js';
import { membershipOf } from './membership.js';

export interface Live {
  readonly store: DeviceStore;
  readonly connection: Connection;
  /** Connects, by the session or by a token; gives back how to stop. Called once per signed-in person. */
  readonly start: (onEnd: () => void, token?: string | null) => () => void;
  readonly follow: LiveClient['follow'];
}

const SECOND = 1_000;
/** Charts of a day gain nothing by moving faster. */
const HISTORY_EVERY = 5 * SECOND;
/** A server that sent the page away is asked again this much later. */
const RETRY_MS = 3 * SECOND;
/** More incidents than this at once: one list instead of many details. */
const MANY_INCIDENTS = 10;

const timers = {
  set: (run: () => void, afterMs: number): void => void setTimeout(run, afterMs),
  now: () => performance.now(),
};

class Effects {
  /** A wallboard's token may read the lists only. */
  mayReadDetails = true;
  private readonly dirtyIncidents = new Set<string>();
  private readonly throttle = new KeyThrottle(
    (key) => this.run(key),
    (key) => (key === 'history' ? HISTORY_EVERY : SECOND),
    timers,
  );

  constructor(
    private readonly client: QueryClient,
    private readonly store: DeviceStore,
  ) {}

  of(onEnd: () => void): LiveEffects {
    const ask = (key: string): void => this.throttle.ask(key);
    return {
      refetchDevices: () => ask('devices'),
      rowsChanged: (deviceIds) => {
        ask('summary');
        ask('history');
        for (const id of deviceIds) ask(`device/${id}`);
      },
      incidentChanged: (id) => {
        this.dirtyIncidents.add(id);
        ask('incidents');
      },
      topicChanged: (topic) => ask(`topic/${topic}`),
      cameBack: () =>
        void this.client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' }),
      ended: onEnd,
      heardClock: (now) => pageClock.heard(now),
    };
  }

  private run(key: string): void {
    const { client } = this;
    if (key === 'devices') void client.invalidateQueries({ queryKey: keys.devices });
    else if (key === 'summary') void client.invalidateQueries({ queryKey: keys.fleetSummary });
    else if (key === 'history') void client.invalidateQueries({ queryKey: keys.fleetHistory });
    else if (key === 'incidents') this.incidents();
    else if (key.startsWith('device/'))
      void client.invalidateQueries({ queryKey: keys.device(key.slice(7)) });
    else this.topic(key.slice(6));
  }

  /** A large run is changed before its answer has come; an answer begun anew each second would never arrive. */
  private topic(topic: string): void {
    const cancelRefetch = topic !== 'resync';
    void this.client.invalidateQueries({ queryKey: keys.topic(topic) }, { cancelRefetch });
  }

  /** Lists once; membership of the rows from the incidents that changed. */
  private incidents(): void {
    const ids = [...this.dirtyIncidents];
    this.dirtyIncidents.clear();
    void this.client.invalidateQueries({ queryKey: keys.incidents });
    void this.client.invalidateQueries({ queryKey: keys.fleetSummary });
    if (ids.length > MANY_INCIDENTS || !this.mayReadDetails) {
      this.throttle.ask('devices');
      return;
    }
    for (const id of ids) void this.membership(id);
  }

  private async membership(id: string): Promise<void> {
    try {
      const detail = await this.client.fetchQuery({ ...incidentQuery(id), staleTime: 0 });
      this.store.setMembership(id, membershipOf(detail));
    } catch {
      // The rows themselves say which incident they belong to; asking for all of them mends a lost detail.
      this.throttle.ask('devices');
    }
  }
}

/** Wires socket, store and queries of one page. */
export function makeLive(client: QueryClient): Live {
  const store = new DeviceStore({
    now: pageClock.now,
    onNextFrame: (run) => void requestAnimationFrame(run),
  });
  const connection = new Connection(pageClock.now);
  const effects = new Effects(client, store);
  let live: LiveClient | null = null;
  let following: Parameters<LiveClient['follow']>[0] = [];

  const start = (onEnd: () => void, token: string | null = null): (() => void) => {
    const auth = token === null ? {} : { token };
    effects.mayReadDetails = token === null;
    const socket = io('/live', { transports: ['websocket'], reconnectionDelayMax: 5_000, auth });
    const listen = (event: string, listener: (message: unknown) => void) => void socket.on(event, listener);
    live = new LiveClient(
      { on: listen, join: (request, answer) => void socket.emit('joinV1', request, answer) },
      store,
      connection,
      effects.of(onEnd),
    );
    live.follow(following);
    socket.io.on('reconnect_attempt', (tries) => connection.tried(tries));
    let again: ReturnType<typeof setTimeout> | undefined;
    // After a refusal, or a disconnect by the server, the library does not try again by itself.
    const tryAgain = (): void => {
      if (socket.active) return;
      clearTimeout(again);
      again = setTimeout(() => socket.connect(), RETRY_MS);
    };
    socket.on('disconnect', tryAgain);
    socket.on('connect_error', tryAgain);
    const look = setInterval(() => {
      connection.look();
      store.expire();
    }, SECOND);
    return () => {
      clearInterval(look);
      clearTimeout(again);
      socket.off('disconnect', tryAgain);
      socket.disconnect();
      live = null;
    };
  };
  return {
    store,
    connection,
    start,
    follow: (rooms) => {
      following = rooms;
      live?.follow(rooms);
    },
  };
}
