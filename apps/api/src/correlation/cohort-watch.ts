import { openWindow, isWindowOver } from '@firewatch/shared/domain/opening-window';
import type { Policy } from '@firewatch/shared/domain/policy';
import { mayRead, newWindow, planReads, type PlannedReads } from '@firewatch/shared/domain/probe-sweep';
import {
  cohortMembers,
  noWindow,
  outstanding,
  readCapacity,
  saveWindow,
  type StoredWindow,
} from '../store/cohorts.repo.js';
import type { Tx } from '../store/database.js';
import { makeDue, READS_SIDE_BY_SIDE } from '../store/poll-slots.repo.js';

/** How often an open window is asked whether its reads have ended, ms. */
const WINDOW_LOOK_MS = 250;

/** Licence-type suspicions and confirmations of one cohort in this pass. */
export interface Sightings {
  readonly suspected: { readonly deviceId: string; readonly at: number }[];
  readonly confirmed: { readonly deviceId: string; readonly at: number }[];
}

export interface WatchScene {
  readonly tx: Tx;
  readonly policy: Policy;
  readonly now: number;
  /** Last event this pass has taken in. */
  readonly seenUpTo: number;
}

/** Opening windows, probes and sweeps of the cohorts of one pass. */
export class CohortWatch {
  constructor(
    private readonly scene: WatchScene,
    private readonly windows: Map<string, StoredWindow>,
  ) {}

  /** Latest time before which nothing of this cohort is told; null = its window is not open. */
  notBefore(cohort: string): number | null {
    return this.windows.get(cohort)?.window?.closesAt ?? null;
  }

  isOpen(cohort: string): boolean {
    return this.notBefore(cohort) !== null;
  }

  lastSweepAt(cohort: string): number | null {
    return this.windows.get(cohort)?.probes.lastSweepAt ?? null;
  }

  cohorts(): readonly string[] {
    return [...this.windows.keys()];
  }

  /** Opens the window with the first sighting and makes the neighbours due. @returns what was made due. */
  async sight(cohort: string, sightings: Sightings, followUp = false): Promise<PlannedReads | null> {
    const { policy, now } = this.scene;
    const seen = [...sightings.suspected, ...sightings.confirmed];
    const stored = this.windows.get(cohort) ?? noWindow(cohort);
    if (seen.length === 0 && !followUp) return null;
    const firstAt = seen.length === 0 ? now : Math.min(...seen.map((one) => one.at));
    // A pass that comes late (a stopped worker) must not open a window that is over already.
    const window = openWindow(
      stored.window,
      Math.max(firstAt, now - policy.opening.closesAfterMs / 2),
      policy,
    );
    const probes = stored.window === null ? newWindow(stored.probes) : stored.probes;
    const wish = {
      state: probes,
      suspected: sightings.suspected.map((one) => one.deviceId),
      confirmed: sightings.confirmed.map((one) => one.deviceId),
      followUp,
    };
    const plan = mayRead(wish, policy, now)
      ? planReads({ ...wish, ...(await this.members(cohort)) }, policy, now)
      : planReads({ ...wish, members: [], capacityPerSecond: null }, policy, now);
    if (plan.reads) await this.makeDue(plan.reads);
    await this.save({ cohort, window, probes: plan.state, nextLookAt: now + WINDOW_LOOK_MS });
    return plan.reads;
  }

  /** Closes the windows whose reads have ended. @returns the cohorts whose window closed. */
  async closeEnded(): Promise<readonly string[]> {
    const { tx, now, seenUpTo } = this.scene;
    const closed: string[] = [];
    for (const stored of this.windows.values()) {
      if (stored.window === null) continue;
      const madeDue = stored.probes.touched.filter((id) => !stored.probes.suspects.includes(id));
      const waits =
        now >= stored.window.closesAt
          ? { unread: 0, suspected: 0 }
          : await outstanding(tx, {
              cohort: stored.cohort,
              touched: madeDue,
              since: this.madeDueAt(stored),
              seenUpTo,
            });
      const isOver = isWindowOver(stored.window, waits, now);
      if (isOver) closed.push(stored.cohort);
      const window = isOver ? null : stored.window;
      const nextLookAt = isOver ? null : Math.min(now + WINDOW_LOOK_MS, stored.window.closesAt);
      await this.save({ ...stored, window, nextLookAt });
    }
    return closed;
  }

  private madeDueAt(stored: StoredWindow): number {
    return stored.window?.openedAt ?? this.scene.now;
  }

  private async members(cohort: string): Promise<{
    members: Awaited<ReturnType<typeof cohortMembers>>;
    capacityPerSecond: number | null;
  }> {
    const { tx } = this.scene;
    return {
      members: await cohortMembers(tx, cohort),
      capacityPerSecond: await readCapacity(tx, cohort, READS_SIDE_BY_SIDE),
    };
  }

  private async makeDue(reads: PlannedReads): Promise<void> {
    const spread = reads.spreadMs === 0 ? {} : { spreadMs: reads.spreadMs };
    await makeDue(this.scene.tx, reads.deviceIds, { why: reads.why, scope: 'pulse', ...spread });
  }

  private async save(stored: StoredWindow): Promise<void> {
    this.windows.set(stored.cohort, stored);
    await saveWindow(this.scene.tx, stored);
  }
}
