import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import type { IncidentKind } from '@firewatch/shared/domain/incident';
import type { ReportDevice, ReportTick, RunReport } from '@firewatch/shared/domain/resync-report';
import type { ResyncProcedure } from '@firewatch/shared/domain/resync';
import { checklistOf } from '@firewatch/shared/domain/resync-take-over';
import { waveName } from '@firewatch/shared/domain/resync-words';
import { notFound } from '../platform/http/problem.js';
import type { Tx } from '../store/database.js';
import {
  evidenceCalls,
  evidenceExposures,
  evidenceRows,
  type EvidenceRow,
} from '../store/resync-report.repo.js';
import { findRun, type StoredRun } from '../store/resync-runs.repo.js';
import { listTicks } from '../store/resync-run-devices.repo.js';
import type { VendorAdapter } from '../vendors/contract.js';

/** What belongs to each firewall, by its id. */
function byDevice<T extends { readonly deviceId: string }>(rows: readonly T[]): ReadonlyMap<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) found.set(row.deviceId, [...(found.get(row.deviceId) ?? []), row]);
  return found;
}

const someone = (by: string | null, at: number | null): { by: string; at: number } | null =>
  at === null ? null : { by: by ?? 'somebody', at };

function placeOf(row: EvidenceRow): string {
  if (row.wave === null) return 'By hand';
  return row.isTakenOver ? `${waveName(row.wave, 1)}, then by hand` : waveName(row.wave, 1);
}

/** Titles of the steps of a procedure as they stood at the plan. */
const stepOf = (procedure: ResyncProcedure | null, stepId: string): { place: string; title: string } =>
  procedure?.steps.find(({ id }) => id === stepId) ?? { place: stepId, title: stepId };

/** What is called, and what a person ticks, as it stood at the plan. */
function proceduresOf(
  { procedures }: StoredRun,
  { procedureId }: EvidenceRow,
): { readonly planned: ResyncProcedure | null; readonly checklist: ResyncProcedure | null } {
  const planned = procedures.find(({ id }) => id === procedureId) ?? null;
  return { planned, checklist: planned === null ? null : checklistOf(planned, procedures) };
}

async function devicesOf(
  tx: Tx,
  run: StoredRun,
  rows: readonly EvidenceRow[],
  vendors: readonly VendorAdapter[],
): Promise<readonly ReportDevice[]> {
  const calls = byDevice(await evidenceCalls(tx, run.id));
  const exposures = byDevice(await evidenceExposures(tx, run.id));
  const ticks = byDevice(await listTicks(tx, run.id));
  return rows.map((row) => {
    const { planned, checklist } = proceduresOf(run, row);
    return {
      ...row,
      vendorName: vendors.find(({ id }) => id === row.vendor)?.name ?? row.vendor,
      procedure: (row.isTakenOver ? checklist : planned)?.productLine ?? '',
      place: placeOf(row),
      words: row.words ?? '',
      calls: (calls.get(row.deviceId) ?? []).map(({ stepId, ...one }) => ({
        ...one,
        what: stepOf(planned, stepId).place,
      })),
      ticks: (ticks.get(row.deviceId) ?? []).map(({ stepId, at, by, evidence }): ReportTick => ({
        what: stepOf(checklist, stepId).title,
        at,
        by,
        evidence,
      })),
      exposures: exposures.get(row.deviceId) ?? [],
    };
  });
}

/**
 * The evidence of a run, of what its reader may see; of one customer where asked for.
 * Errors  404 when the run, or the customer in it, is not this reader's to see.
 */
export async function loadReport(
  tx: Tx,
  of: { readonly runId: string; readonly customerId: string | null },
  vendors: readonly VendorAdapter[],
): Promise<RunReport> {
  const run = await findRun(tx, of.runId);
  if (!run) throw notFound('resync run');
  const rows = await evidenceRows(tx, run.id, of.customerId);
  const [first] = rows;
  if (first === undefined) throw notFound('customer in this run');
  const { overrideReason, overrideAt } = run;
  const override = someone(run.overrideBy, overrideAt);
  const names = new Set(rows.map(({ customerName }) => customerName));
  return {
    label: `R-${run.number}`,
    incident:
      run.incident === null ? null : incidentLabel(run.incident.kind as IncidentKind, run.incident.number),
    state: run.state,
    customerName: names.size === 1 ? first.customerName : null,
    planned: { by: run.createdBy, at: run.createdAt },
    approved: someone(run.approvedBy, run.approvedAt),
    started: someone(run.startedBy, run.startedAt),
    endedAt: run.endedAt,
    override: override === null || overrideReason === null ? null : { ...override, reason: overrideReason },
    stoppedWhy: run.stoppedWhy,
    devices: await devicesOf(
      tx,
      run,
      rows.filter(({ place }) => place !== 'left-out'),
      vendors,
    ),
    leftOut: rows
      .filter(({ place }) => place === 'left-out')
      .map(({ name, customerName, serial, reason }) => ({ name, customerName, serial, words: reason })),
    asOf: run.now,
  };
}
