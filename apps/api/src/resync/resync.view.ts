import { Inject, Injectable } from '@nestjs/common';
import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import type { IncidentKind } from '@firewatch/shared/domain/incident';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { Guard, ResyncSnapshot, RunDevice, RunState } from '@firewatch/shared/domain/resync';
import { lostIn } from '@firewatch/shared/domain/resync-loss';
import { takeOver } from '@firewatch/shared/domain/resync-take-over';
import {
  countRun,
  nowDoing,
  retryAtOf,
  runHeadline,
  segmentsOf,
  waveName,
} from '@firewatch/shared/domain/resync-words';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { ResyncRunDetail, ResyncRunRow, RunDeviceView } from '@firewatch/shared/wire/resync';
import { notFound } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from '../store/database.js';
import { loadStates } from '../store/resync-candidates.repo.js';
import { listTicks, type RunDeviceRow, runDeviceRows, runFacts } from '../store/resync-run-devices.repo.js';
import { findRun, type StoredRun } from '../store/resync-runs.repo.js';
import { readResyncSettings } from '../store/resync-settings.repo.js';
import { steppedUpAt } from '../store/step-ups.repo.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';
import { RunGuards } from './run-guards.js';
import { loadView, type LoadedRun } from './run-view.js';
import { proofsOf } from './snapshot.js';

const iso = (at: number): string => new Date(at).toISOString();
const policy = DEFAULT_POLICY;
/** A recovery is confirmed within this time after its first good reading: until then the rings are counted, ms. */
const PROVING_MS = 120_000;
const ENDED: ReadonlySet<RunState> = new Set(['stopped', 'cancelled', 'finished']);
const UNSTARTED: ReadonlySet<RunState> = new Set(['planned', 'approved']);

const snapshotView = (snapshot: ResyncSnapshot | null): RunDeviceView['before'] =>
  snapshot === null ? null : { at: iso(snapshot.at), services: { ...snapshot.services } };

/** Middle of the seconds from begin to proof by call; null = none is proven. */
function medianSeconds(devices: readonly RunDevice[]): number | null {
  const took = devices
    .flatMap(({ outcome, procedure, startedAt, settledAt }) =>
      outcome === 'restored' && procedure.way === 'api' && startedAt !== null && settledAt !== null
        ? [(settledAt - startedAt) / 1_000]
        : [],
    )
    .sort((a, b) => a - b);
  return took[Math.floor(took.length / 2)] ?? null;
}

interface Shown {
  readonly run: StoredRun;
  readonly loaded: LoadedRun;
  readonly rows: ReadonlyMap<string, RunDeviceRow>;
  readonly proofs: ReadonlyMap<string, number>;
}

function deviceView(device: RunDevice, { run, rows, proofs }: Shown): RunDeviceView {
  const row = rows.get(device.deviceId);
  if (!row) throw new Error(`run ${run.id} has no row of ${device.deviceId}`);
  const isSettled = device.phase === 'done';
  return {
    deviceId: device.deviceId,
    name: row.name,
    customerId: row.customerId,
    customerName: row.customerName,
    vendor: row.vendor,
    model: row.model,
    firmware: row.firmware,
    serial: row.serial,
    wave: device.wave,
    isCanary: row.isCanary,
    procedureId: device.procedure.id,
    reason: row.reason,
    estimateSeconds: row.estimateSeconds,
    phase: device.phase,
    attempt: device.attempt,
    steps: segmentsOf(device),
    proofs: proofs.get(device.deviceId) ?? 0,
    now: nowDoing(device, run.now, policy),
    outcome: isSettled ? device.outcome : null,
    before: snapshotView(device.before),
    after: snapshotView(device.after),
    startedAt: isoOrNull(device.startedAt),
    settledAt: isSettled ? isoOrNull(device.settledAt) : null,
    retryAt: isoOrNull(retryAtOf(device, policy)),
    mayTakeOver: takeOver(device, run).can,
  };
}

function wavesOf(devices: readonly RunDevice[], rows: Shown['rows']): ResyncRunDetail['waves'] {
  const positions = [...new Set(devices.flatMap(({ wave }) => (wave === null ? [] : [wave])))].sort(
    (a, b) => a - b,
  );
  return positions.map((position) => {
    const own = devices.filter(({ wave }) => wave === position);
    const seconds = own.map(({ deviceId }) => rows.get(deviceId)?.estimateSeconds ?? 0);
    return {
      position,
      name: waveName(position, own.length),
      size: own.length,
      estimateSeconds: Math.max(0, ...seconds),
    };
  });
}

/** Runs as pages and programs get them: only what their reader may see of each. */
@Injectable()
export class ResyncView {
  constructor(
    private readonly guards: RunGuards,
    @Inject(VENDOR_ADAPTERS) private readonly vendors: readonly VendorAdapter[],
  ) {}

  async rows(tx: Tx, runs: readonly StoredRun[], deviceId: string | null = null): Promise<ResyncRunRow[]> {
    const facts = await runFacts(
      tx,
      runs.map((run) => run.id),
      deviceId,
    );
    const rows: ResyncRunRow[] = [];
    for (const run of runs) {
      const { view } = await loadView(tx, run);
      const fact = facts.find(({ runId }) => runId === run.id);
      const row = this.rowOf(run, view.devices, fact ?? { vendors: [], leftOut: 0 });
      const device = fact?.device;
      rows.push(device ? { ...row, device: { ...device, settledAt: isoOrNull(device.settledAt) } } : row);
    }
    return rows;
  }

  async detail(tx: Tx, caller: Caller, id: string): Promise<ResyncRunDetail> {
    const run = await findRun(tx, id);
    if (!run) throw notFound('resync run');
    const loaded = await loadView(tx, run);
    const all = await runDeviceRows(tx, id);
    const rows = new Map(all.map((row) => [row.deviceId, row]));
    const shown: Shown = { run, loaded, rows, proofs: await proofs(tx, run, loaded) };
    const { devices } = loaded.view;
    const left = all.filter((row) => row.place === 'left-out');
    const vendors = [...new Set(devices.map(({ vendor }) => vendor))];
    const used = new Map(devices.map(({ procedure, vendor }) => [procedure.id, vendor]));
    const settings = await readResyncSettings(tx);
    return {
      row: this.rowOf(run, devices, { vendors, leftOut: left.length }),
      hash: run.hash,
      choice: run.choice,
      caps: { ...run.caps },
      estimateSeconds: run.estimateSeconds,
      secondPersonFrom: settings.secondPersonFrom,
      scheduledAt: isoOrNull(run.scheduledAt),
      beginsAt: run.state === 'counting-down' ? isoOrNull(run.beginsAt) : null,
      guards: [...(await this.guardsFor(tx, caller, run))],
      override:
        run.overrideReason === null
          ? null
          : {
              reason: run.overrideReason,
              by: run.overrideBy ?? 'somebody',
              at: iso(run.overrideAt ?? run.now),
            },
      stoppedWhy: run.stoppedWhy,
      waves: wavesOf(devices, rows),
      devices: devices.map((device) => deviceView(device, shown)),
      leftOut: left.map(({ deviceId, name, customerName, leftOutWhy, reason }) => ({
        deviceId,
        name,
        customerName,
        why: leftOutWhy ?? 'no-procedure',
        words: reason,
      })),
      procedures: run.procedures.map((procedure) => ({
        ...procedure,
        vendor: used.get(procedure.id) ?? procedure.id.split('/')[0] ?? '',
        steps: procedure.steps.map((step) => ({ ...step })),
      })),
      ticks: (await listTicks(tx, id))
        .filter(({ deviceId, attempt }) => loaded.rows.get(deviceId)?.attempt === attempt)
        .map(({ attempt: _attempt, ...tick }) => ({ ...tick, at: iso(tick.at) })),
      medianSeconds: medianSeconds(devices),
      asOf: iso(run.now),
    };
  }

  /** As they stand now for whoever asks; of a run that is over none stands in the way of anything. */
  async guardsFor(tx: Tx, caller: Caller, run: StoredRun): Promise<readonly Guard[]> {
    if (ENDED.has(run.state)) return [];
    if (!UNSTARTED.has(run.state)) return this.guards.of(tx, run, 'under-way');
    const { at } = await steppedUpAt(tx, caller);
    return this.guards.of(tx, run, { personId: caller.personId, steppedUpAt: at, override: null });
  }

  private rowOf(
    run: StoredRun,
    devices: readonly RunDevice[],
    of: { readonly vendors: readonly string[]; readonly leftOut: number },
  ): ResyncRunRow {
    const { worse: _worse, ...counts } = countRun(devices);
    const [only, ...others] = of.vendors;
    const vendor = others.length === 0 ? this.vendors.find(({ id }) => id === only) : undefined;
    return {
      id: run.id,
      label: `R-${run.number}`,
      state: run.state,
      headline: runHeadline(run.state, countRun(devices), vendor?.name ?? null),
      incident:
        run.incident === null
          ? null
          : {
              id: run.incident.id,
              label: incidentLabel(run.incident.kind as IncidentKind, run.incident.number),
            },
      counts: { ...counts, leftOut: of.leftOut },
      createdAt: iso(run.createdAt),
      createdBy: run.createdBy,
      approvedBy: run.approvedBy,
      startedAt: isoOrNull(run.startedAt),
      startedBy: run.startedBy,
      endedAt: isoOrNull(run.endedAt),
    };
  }
}

/** Good readings so far of firewalls under way, and of those that were proven a moment ago. */
async function proofs(tx: Tx, run: StoredRun, { view, states }: LoadedRun): Promise<Map<string, number>> {
  const proven = view.devices.filter(({ outcome }) => outcome === 'restored');
  const young = proven.filter(({ settledAt }) => run.now - (settledAt ?? 0) < PROVING_MS);
  const late = await loadStates(
    tx,
    young.map(({ deviceId }) => deviceId),
  );
  const known = new Map([...states, ...late.map((state) => [state.deviceId, state] as const)]);
  const counted = new Map(proven.map(({ deviceId }) => [deviceId, 3]));
  for (const device of view.devices) {
    const state = known.get(device.deviceId);
    if (state && device.calls.length > 0)
      counted.set(device.deviceId, proofsOf(state, lostIn(device.before)));
  }
  return counted;
}
