import type { OpeningWindow } from '@firewatch/shared/domain/opening-window';
import type { CohortMember, ProbeState } from '@firewatch/shared/domain/probe-sweep';
import { NO_PROBES } from '@firewatch/shared/domain/probe-sweep';
import type { Tx } from './database.js';

/** A cohort's probing and its opening window; `window` null = none is open. */
export interface StoredWindow {
  readonly cohort: string;
  readonly window: OpeningWindow | null;
  readonly probes: ProbeState;
  readonly nextLookAt: number | null;
}

interface WindowRow {
  cohort: string;
  opened_at: number | null;
  closes_at: number | null;
  last_probe_at: number | null;
  last_sweep_at: number | null;
  sweep_ends_at: number | null;
  next_look_at: number | null;
  detail: { touched?: string[]; suspects?: string[] };
}

function fromRow(row: WindowRow): StoredWindow {
  const { opened_at: openedAt, closes_at: closesAt } = row;
  return {
    cohort: row.cohort,
    window: openedAt === null || closesAt === null ? null : { openedAt, closesAt },
    probes: {
      lastProbeAt: row.last_probe_at,
      lastSweepAt: row.last_sweep_at,
      sweepEndsAt: row.sweep_ends_at,
      touched: row.detail.touched ?? [],
      suspects: row.detail.suspects ?? [],
    },
    nextLookAt: row.next_look_at,
  };
}

/** Windows of these cohorts, and of every cohort that is due for a look. */
export async function loadWindows(
  tx: Tx,
  cohorts: readonly string[],
  now: number,
): Promise<Map<string, StoredWindow>> {
  const rows = await tx.query<WindowRow>(
    'select * from cohort_windows where cohort = any($1::text[]) or next_look_at <= $2',
    [cohorts, new Date(now)],
  );
  return new Map(rows.map((row) => [row.cohort, fromRow(row)]));
}

export const noWindow = (cohort: string): StoredWindow => ({
  cohort,
  window: null,
  probes: NO_PROBES,
  nextLookAt: null,
});

const instant = (at: number | null): Date | null => (at === null ? null : new Date(at));

export async function saveWindow(tx: Tx, state: StoredWindow): Promise<void> {
  await tx.query(
    `insert into cohort_windows (cohort, opened_at, closes_at, last_probe_at, last_sweep_at, sweep_ends_at, next_look_at, detail)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (cohort) do update set opened_at = excluded.opened_at, closes_at = excluded.closes_at,
       last_probe_at = excluded.last_probe_at, last_sweep_at = excluded.last_sweep_at, sweep_ends_at = excluded.sweep_ends_at,
       next_look_at = excluded.next_look_at, detail = excluded.detail`,
    [
      state.cohort,
      instant(state.window?.openedAt ?? null),
      instant(state.window?.closesAt ?? null),
      instant(state.probes.lastProbeAt),
      instant(state.probes.lastSweepAt),
      instant(state.probes.sweepEndsAt),
      instant(state.nextLookAt),
      { touched: state.probes.touched, suspects: state.probes.suspects },
    ],
  );
}

/** Every watched device of a cohort with the start of its last read. */
export function cohortMembers(tx: Tx, cohort: string): Promise<CohortMember[]> {
  return tx.query<CohortMember>(
    `select d.id as "deviceId", s.read_at as "readAt" from devices d left join device_state s on s.device_id = d.id
     where d.cohort = $1 and d.removed_at is null`,
    [cohort],
  );
}

export async function cohortSizes(tx: Tx, cohorts: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ cohort: string; size: number }>(
    'select cohort, count(*) as size from devices where cohort = any($1::text[]) and removed_at is null group by cohort',
    [cohorts],
  );
  return new Map(rows.map((row) => [row.cohort, row.size]));
}

/** Reads a poller's lanes could do per second at this cohort's own pace; null before anything was read. */
export async function readCapacity(tx: Tx, cohort: string, sideBySide: number): Promise<number | null> {
  const [row] = await tx.query<{ ms: number | null }>(
    `select avg(s.read_ms)::float8 as ms from device_state s join devices d on d.id = s.device_id
     where d.cohort = $1 and d.removed_at is null and s.read_ms is not null`,
    [cohort],
  );
  const ms = row?.ms ?? null;
  return ms === null || ms <= 0 ? null : (sideBySide * 1_000) / ms;
}

/**
 * What the window still waits for: devices made due and not read since, and devices between suspicion and confirmation.
 * One that was confirmed after the reader's last event counts as suspected still: to the reader it is not bad yet.
 */
export async function outstanding(
  tx: Tx,
  of: {
    readonly cohort: string;
    readonly touched: readonly string[];
    readonly since: number;
    /** Last event the reader has seen. */
    readonly seenUpTo: number;
  },
): Promise<{ readonly unread: number; readonly suspected: number }> {
  const [row] = await tx.query<{ unread: number; suspected: number }>(
    `select count(*) filter (where s.device_id = any($2::uuid[]) and (s.read_at is null or s.read_at < $3)) as unread,
       count(*) filter (where s.is_suspected or s.device_id in (select e.device_id from events e where e.id > $4
         and e.device_id is not null and e.type in ('service.suspected', 'service.changed'))) as suspected
     from device_state s join devices d on d.id = s.device_id where d.cohort = $1 and d.removed_at is null`,
    [of.cohort, of.touched, new Date(of.since), of.seenUpTo],
  );
  return row ?? { unread: 0, suspected: 0 };
}

/** The same turn in other cohorts: devices with an open exposure since then, of all that are watched there. */
export async function elsewhere(
  tx: Tx,
  cohort: string,
  reasons: readonly string[],
  since: number,
): Promise<{ readonly bad: number; readonly of: number }> {
  const [row] = await tx.query<{ bad: number; of: number }>(
    `select count(*) as of, count(*) filter (where exists (select 1 from exposures e
         where e.device_id = d.id and e.to_at is null and e.reason = any($2::text[]) and e.from_at >= $3)) as bad
     from devices d where d.cohort <> $1 and d.removed_at is null`,
    [cohort, reasons, new Date(since)],
  );
  return row ?? { bad: 0, of: 0 };
}

/** Kinds of box in a cohort: whether one model or one firmware explains a loss. */
export async function cohortSpread(
  tx: Tx,
  cohort: string,
): Promise<{ readonly models: number; readonly firmwares: number }> {
  const [row] = await tx.query<{ models: number; firmwares: number }>(
    `select count(distinct s.core->>'model') as models, count(distinct s.core->>'firmware') as firmwares
     from device_state s join devices d on d.id = s.device_id where d.cohort = $1 and d.removed_at is null`,
    [cohort],
  );
  return row ?? { models: 0, firmwares: 0 };
}
