import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { Loop } from '../platform/loop/loop.js';
import { probeHeldSets, wakeUnsettled } from '../store/credential-evidence.repo.js';
import { Database } from '../store/database.js';
import { PollContext } from './poll.context.js';

const LOOK_EVERY_MS = 1_000;

/** Brings the devices of a credential set to where their set stands: held, freed, or one of them probed. */
@Injectable()
export class CredentialWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new Loop(() => this.round(), { idleMs: LOOK_EVERY_MS, gapMs: 100 });

  constructor(
    private readonly database: Database,
    private readonly context: PollContext,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }

  /** @returns whether devices are left that another writer held. */
  private async round(): Promise<boolean> {
    try {
      const isMore = await this.database.asEngine((tx) => wakeUnsettled(tx, DEFAULT_POLICY));
      await this.database.asEngine((tx) => probeHeldSets(tx, DEFAULT_POLICY));
      return isMore;
    } catch (error) {
      this.context.report.storeAway(error);
      return false;
    }
  }
}
