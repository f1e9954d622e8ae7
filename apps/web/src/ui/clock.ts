import { useSyncExternalStore } from 'react';

/**
 * One clock for the page: the server's, as last heard, moved on by the browser's. Ages are differences to
 * server times, and a laptop's clock that is minutes off would make every one of them wrong.
 */
export class PageClock {
  private offsetMs = 0;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | null = null;
  private tick = 0;

  constructor(private readonly read: () => number = () => Date.now()) {}

  now = (): number => this.read() + this.offsetMs;

  /** Server time as just received, epoch ms. */
  heard(serverNow: number): void {
    this.offsetMs = serverNow - this.read();
  }

  /** Whole seconds of the page's time: the snapshot that moves once per second. */
  second = (): number => this.tick;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => this.beat(), 1_000);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0 || this.timer === null) return;
      clearInterval(this.timer);
      this.timer = null;
    };
  };

  private beat(): void {
    this.tick += 1;
    for (const listener of this.listeners) listener();
  }
}

export const pageClock = new PageClock();

/** Now, epoch ms of the server's clock; the component renders again each second. */
export function useNow(): number {
  useSyncExternalStore(pageClock.subscribe, pageClock.second);
  return pageClock.now();
}
