import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Policy } from '@firewatch/shared/domain/policy';
import type { VendorProfile } from '@firewatch/shared/domain/fact';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { Database } from '../store/database.js';
import { DigestDesk } from './digest.desk.js';
import { EntitlementSweep } from './entitlement.sweep.js';
import { SignatureMarks } from './signature.marks.js';

/** Token of what this worker goes by. */
export const RENEWALS_SETTINGS = Symbol('RENEWALS_SETTINGS');

export interface RenewalsSettings {
  readonly policy: Policy;
  readonly profileOf: (vendor: string) => VendorProfile;
  readonly zone: string;
  readonly atMinutes: number;
}

/** What devices said is taken over this long after it was stored, ms. */
const SWEEP_MS = 10_000;
/** Signatures move by days: how often the fleet is compared, and whether it is time for the digest, ms. */
const MARKS_MS = 5 * 60_000;
const DIGEST_MS = 15_000;
const GAP_MS = 50;

/** What ends when, whose signatures are not kept up, and the one mail a day about both. */
@Injectable()
export class RenewalsWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loops: readonly Loop[];

  constructor(@Inject(RENEWALS_SETTINGS) settings: RenewalsSettings, database: Database, log: Log) {
    this.log = log.for('renewals');
    const sweep = new EntitlementSweep(database, settings.policy);
    const marks = new SignatureMarks(database, settings);
    const desk = new DigestDesk(database, { ...settings, policy: settings.policy.expiry });
    this.loops = [
      this.loop('entitlements wait', SWEEP_MS, () => sweep.look()),
      // At a start the sweep above has the lock first; 5 min later would be late.
      this.loop('signatures are compared later', MARKS_MS, async () => !(await marks.look())),
      this.loop('the digest waits', DIGEST_MS, async () => {
        const deliveries = await desk.tell();
        if (deliveries !== null) this.log.info('digest stored', { deliveries: deliveries.length });
        return false;
      }),
    ];
  }

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private loop(waiting: string, idleMs: number, work: () => Promise<boolean>): Loop {
    const round = async (): Promise<boolean> => {
      try {
        return await work();
      } catch (error) {
        this.log.warn(`${waiting}: the store did not answer`, { reason: String(error) });
        return false;
      }
    };
    return new Loop(round, { idleMs, gapMs: GAP_MS });
  }
}
