import { agreedOffset } from '@firewatch/shared/domain/own-clock';
import { judgeOwnHealth, type OwnFinding } from '@firewatch/shared/domain/own-health';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { Status } from '@firewatch/shared/wire/status';
import type { Tx } from '../store/database.js';
import { ownHealthInput, partitionMonths, readOwnHealth, type StoredBeat } from '../store/own-health.repo.js';

type OwnParts = Pick<
  Status,
  'health' | 'processes' | 'queue' | 'storage' | 'ping' | 'deviceClockOffsetMs' | 'asOf'
>;

const iso = (at: number): string => new Date(at).toISOString();

function stateOf(findings: readonly OwnFinding[]): Status['health']['state'] {
  if (findings.some((one) => one.state === 'wrong')) return 'wrong';
  return findings.length > 0 ? 'warning' : 'well';
}

function processOf(one: StoredBeat, now: number): Status['processes'][number] {
  const { id, role, host, pid, version, blockedMs, clockOffsetMs } = one;
  return {
    id,
    role,
    host,
    pid,
    version,
    blockedMs,
    clockOffsetMs,
    startedAt: iso(one.startedAt),
    beatAt: iso(one.beatAt),
    state: now - one.beatAt <= DEFAULT_POLICY.ownHealth.beatMs ? 'alive' : 'down',
  };
}

function disksOf(processes: readonly StoredBeat[]): Status['storage']['disks'] {
  const disks = new Map(
    processes.flatMap(({ host, disk }) =>
      disk ? [[`${host}:${disk.folder}`, { host, ...disk }] as const] : [],
    ),
  );
  return [...disks.values()];
}

/** How we are ourselves, judged in the caller's transaction. @param since epoch ms, see `ownHealthInput`. */
export async function ownParts(tx: Tx, since: number, isPingConfigured: boolean): Promise<OwnParts> {
  const input = await ownHealthInput(tx, since);
  const row = await readOwnHealth(tx);
  const months = await partitionMonths(tx);
  const [size] = await tx.query<{ bytes: number }>('select pg_database_size(current_database()) as bytes');
  const { ownHealth } = DEFAULT_POLICY;
  const findings = judgeOwnHealth(input, ownHealth);
  const waiting = input.processes.map((one) => one.queueWaiting);
  return {
    health: { state: stateOf(findings), findings, auditedAt: isoOrNull(row.auditedAt) },
    processes: input.processes.map((one) => processOf(one, input.now)),
    queue: {
      waiting: waiting.some((one) => one === null) ? null : Math.max(0, ...waiting.map((one) => one ?? 0)),
    },
    storage: {
      databaseBytes: size?.bytes ?? 0,
      disks: disksOf(input.processes),
      tables: months.map((one) => ({
        table: one.table,
        months: one.months,
        writableUntil: isoOrNull(one.until),
      })),
    },
    ping: { isConfigured: isPingConfigured, lastAt: isoOrNull(row.pingedAt), fault: row.pingFault },
    deviceClockOffsetMs: agreedOffset(input.deviceClocks, ownHealth.clock.witnesses, ownHealth.clock.warnMs),
    asOf: iso(input.now),
  };
}
