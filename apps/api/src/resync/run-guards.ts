import { Inject, Injectable } from '@nestjs/common';
import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { Guard } from '@firewatch/shared/domain/resync';
import { type AuthorityHealth, judgeAuthority } from '@firewatch/shared/domain/resync-authority';
import { guardsOf, refusedBy } from '@firewatch/shared/domain/resync-guards';
import type { Tx } from '../store/database.js';
import {
  asWhole,
  authoritySigns,
  openFleetIncidents,
  sizeOf,
  waitingFaults,
} from '../store/resync-guards.repo.js';
import { heldElsewhere, type StoredRun } from '../store/resync-runs.repo.js';
import { readResyncSettings } from '../store/resync-settings.repo.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';
import { ResyncPlanner } from './resync.planner.js';

/** Who starts, or a run that was started and goes on. */
export type GuardedBy =
  | {
      readonly personId: string;
      readonly steppedUpAt: number | null;
      readonly override: { readonly by: string; readonly reason: string } | null;
    }
  | 'under-way';

const overrideOf = (run: StoredRun): { readonly by: string; readonly reason: string } | null =>
  run.overrideReason === null ? null : { by: run.overrideBy ?? 'somebody', reason: run.overrideReason };

/** Everything that may stand in the way of a run, gathered from the store and judged by the core. */
@Injectable()
export class RunGuards {
  constructor(
    private readonly planner: ResyncPlanner,
    @Inject(VENDOR_ADAPTERS) private readonly vendors: readonly VendorAdapter[],
  ) {}

  async of(tx: Tx, run: StoredRun, by: GuardedBy): Promise<readonly Guard[]> {
    const settings = await readResyncSettings(tx);
    const size = await sizeOf(tx, run.id);
    const change = await this.changeOf(tx, run, by);
    const who = by === 'under-way' ? null : by;
    const starter = who?.personId ?? run.startedById;
    const whole = await asWhole(tx, async (all) => ({
      authorities: await this.authorities(all, size.vendors, run.now),
      incidents: await openFleetIncidents(all, size.vendors),
    }));
    const guards = guardsOf(
      {
        killSwitch: settings.killOn
          ? { by: settings.killBy ?? 'somebody', reason: settings.killReason ?? '' }
          : null,
        stepUp: who === null ? null : { at: who.steppedUpAt },
        secondPerson: {
          from: settings.secondPersonFrom,
          approvedBy: run.approvedById,
          others: [run.createdById, ...(starter === null ? [] : [starter])],
        },
        deviceCount: size.devices,
        hash: change === null ? run.hash : 'changed',
        agreedHash: run.hash,
        ...(await waitingFaults(tx, run.id)),
        authorities: whole.authorities,
        incidents: whole.incidents.map(({ kind, number, lastJoinedAt }) => ({
          label: incidentLabel(kind, number),
          lastJoinedAt,
        })),
        override: who === null ? overrideOf(run) : who.override,
      },
      run.now,
      DEFAULT_POLICY,
    );
    // The core knows that the list changed; what changed is known here.
    return change === null
      ? guards
      : guards.map((guard) => (guard.name === 'list-changed' ? { ...guard, words: change } : guard));
  }

  /** Why a run may not go on, in one sentence; null = it may. */
  async heldWhy(tx: Tx, run: StoredRun): Promise<string | null> {
    return refusedBy(await this.of(tx, run, 'under-way'))?.words ?? null;
  }

  private async changeOf(tx: Tx, run: StoredRun, by: GuardedBy): Promise<string | null> {
    const isUnderWay = by === 'under-way' && run.state !== 'scheduled';
    const change = await this.planner.changeOf(tx, run, isUnderWay);
    if (change !== null || by === 'under-way') return change;
    const [held, ...more] = await heldElsewhere(tx, run.id);
    if (held === undefined) return null;
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return `Another run has ${held}${others} in hand; wait until it is over, or plan again.`;
  }

  private async authorities(
    tx: Tx,
    vendors: readonly string[],
    now: number,
  ): Promise<readonly AuthorityHealth[]> {
    const found: AuthorityHealth[] = [];
    for (const id of vendors) {
      const name = this.vendors.find((vendor) => vendor.id === id)?.authority ?? id;
      found.push(judgeAuthority({ name, ...(await authoritySigns(tx, id)) }, now, DEFAULT_POLICY));
    }
    return found;
  }
}
