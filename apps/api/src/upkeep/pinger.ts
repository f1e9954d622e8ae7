import { Inject, Injectable } from '@nestjs/common';
import { FarClocks } from '../platform/clock/far-clocks.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { gatedGet } from '../platform/http/gated-get.js';
import { egressRules } from '../platform/http/own-listeners.js';

const WITHIN_MS = 10_000;

/** Tells the watch outside that all is well; its silence is the alarm. */
@Injectable()
export class Pinger {
  private readonly ending = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly farClocks: FarClocks,
  ) {}

  get isWanted(): boolean {
    return this.config.upkeep.pingUrl !== null;
  }

  /** Errors: none. @returns why it could not be told, one sentence without the address; null = it was. */
  async ping(): Promise<string | null> {
    const { pingUrl } = this.config.upkeep;
    if (pingUrl === null) return null;
    const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(WITHIN_MS)]);
    try {
      const { status, farAt } = await gatedGet(pingUrl, await egressRules(this.config), signal);
      this.farClocks.note(new URL(pingUrl).hostname, farAt);
      return status >= 200 && status < 300 ? null : `it answered HTTP ${status}.`;
    } catch (error) {
      if (this.ending.signal.aborted) return 'Firewatch was ended meanwhile.';
      return error instanceof Error ? `${error.message.slice(0, 150)}.` : 'it could not be reached.';
    }
  }

  stop(): void {
    this.ending.abort();
  }
}
