import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type {
  PlannedDevice,
  ResyncCandidate,
  ResyncCaps,
  ResyncPlan,
  ResyncProcedure,
} from '@firewatch/shared/domain/resync';
import { canonicalPlan, planResync } from '@firewatch/shared/domain/resync-plan';
import type { NewResyncRun, ResyncChoice } from '@firewatch/shared/wire/resync';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from '../store/database.js';
import { listIds } from '../store/devices-rows.repo.js';
import { type CandidateRow, loadCandidates, membersOfIncident } from '../store/resync-candidates.repo.js';
import { plannedRows, type PlannedRow } from '../store/resync-guards.repo.js';
import type { NewRun, NewRunDevice, StoredRun } from '../store/resync-runs.repo.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';
import { candidateOf, procedureOf } from './candidate.js';

const MOST_DEVICES = 10_000;

export const hashOf = (plan: ResyncPlan, procedures: readonly ResyncProcedure[]): string =>
  createHash('sha256').update(canonicalPlan(plan, procedures)).digest('hex');

/** Makes plans from what is stored, and tells whether one still is what it was. */
@Injectable()
export class ResyncPlanner {
  constructor(@Inject(VENDOR_ADAPTERS) private readonly vendors: readonly VendorAdapter[]) {}

  /** Every procedure this program knows, with its vendor. */
  procedures(): { readonly vendor: string; readonly procedure: ResyncProcedure }[] {
    return this.vendors.flatMap((vendor) =>
      (vendor.resync?.procedures ?? []).map((procedure) => ({ vendor: vendor.id, procedure })),
    );
  }

  /** Errors: Refusal where nothing was chosen. */
  async plan(tx: Tx, caller: Caller, input: NewResyncRun): Promise<NewRun> {
    const ids = await chosen(tx, input.choice);
    const rows = await loadCandidates(tx, ids);
    if (input.choice.by === 'list' && rows.length < ids.length) {
      throw wrongField('choice.deviceIds', 'names firewalls that do not exist; take them from their list');
    }
    if (rows.length === 0) throw wrongField('choice', 'finds no firewall; choose otherwise');
    if (rows.length > MOST_DEVICES) {
      throw wrongField('choice', `finds ${rows.length} firewalls; at most ${MOST_DEVICES} are accepted`);
    }
    const candidates = rows.map((row) => candidateOf(row, this.vendors));
    const plan = planResync(candidates, capsOf(input.caps), DEFAULT_POLICY);
    const procedures = used(plan, this.procedures());
    return {
      choice: input.choice,
      incidentId: input.choice.by === 'incident' ? input.choice.incidentId : null,
      caps: plan.caps,
      procedures,
      hash: hashOf(plan, procedures),
      estimateSeconds: Math.round(plan.estimateSeconds),
      by: caller,
      devices: devicesOf(plan, rows, candidates),
    };
  }

  /**
   * What differs from what was planned, in one sentence; null = nothing.
   * Shape   `onlyRest` = of a run under way: only what still waits for its turn, and not in which order.
   */
  async changeOf(
    tx: Tx,
    run: Pick<StoredRun, 'id' | 'hash' | 'caps'>,
    onlyRest: boolean,
  ): Promise<string | null> {
    const all = await plannedRows(tx, run.id);
    const rows = onlyRest ? all.filter((row) => row.phase === 'waiting') : all;
    const gone = rows.filter((row) => !row.isWatched);
    if (gone.length > 0) return `${names(gone)} ${be(gone)} not watched any more; plan again.`;
    const moved = rows.filter((row) => row.customerId !== row.customerNow);
    if (moved.length > 0) return `${names(moved)} ${be(moved)} of another customer now; plan again.`;
    const rehung = rows.filter((row) => row.controller !== row.controllerNow);
    if (rehung.length > 0)
      return `${names(rehung)} ${rehung.length === 1 ? 'hangs' : 'hang'} on another management server now; plan again.`;
    const now = rows.map((row) => ({ row, procedure: procedureOf(row, this.vendors) }));
    const other = now.filter(({ row, procedure }) => procedure?.id !== row.procedureId).map(({ row }) => row);
    if (other.length > 0)
      return `${names(other)} ${other.length === 1 ? 'has' : 'have'} another procedure now; plan again.`;
    if (onlyRest) return null;
    const procedures = new Map(
      now.flatMap(({ procedure }) => (procedure ? [[procedure.id, procedure]] : [])),
    );
    if (hashOf(planOf(rows, run.caps), [...procedures.values()]) === run.hash) return null;
    return 'The list or a procedure is not the one that was planned; plan again.';
  }
}

function names(rows: readonly PlannedRow[]): string {
  const [first, second] = rows;
  if (rows.length > 2) return `${rows.length} firewalls`;
  return [first?.name, second?.name].filter((name) => name !== undefined).join(' and ');
}
const be = (rows: readonly PlannedRow[]): string => (rows.length === 1 ? 'is' : 'are');

async function chosen(tx: Tx, choice: ResyncChoice): Promise<string[]> {
  switch (choice.by) {
    case 'list':
      return [...new Set(choice.deviceIds)];
    case 'filter': {
      const { by: _by, ...filter } = choice;
      return listIds(tx, filter);
    }
    case 'incident': {
      const ids = await membersOfIncident(tx, choice.incidentId);
      if (ids === null) throw notFound('incident');
      if (ids.length === 0) throw conflict('No firewall is in this incident any more.');
      return ids;
    }
  }
}

function capsOf(wish: NewResyncRun['caps']): ResyncCaps {
  const { caps } = DEFAULT_POLICY.resync;
  return {
    atOnce: wish?.atOnce ?? caps.atOnce,
    perVendor: wish?.perVendor ?? caps.perVendor,
    perCustomer: wish?.perCustomer ?? caps.perCustomer,
    perController: wish?.perController ?? caps.perController,
  };
}

/** What is done to the firewalls of a plan, and what a person does instead where calls fail. */
function used(
  plan: ResyncPlan,
  known: readonly { readonly procedure: ResyncProcedure }[],
): ResyncProcedure[] {
  const devices = [...plan.waves.flatMap((wave) => wave.devices), ...plan.byHand];
  const planned = new Set(devices.map(({ procedureId }) => procedureId));
  const all = known.map(({ procedure }) => procedure);
  const instead = new Set(all.flatMap(({ id, byHandId }) => (planned.has(id) && byHandId ? [byHandId] : [])));
  return all.filter(({ id }) => planned.has(id) || instead.has(id));
}

type Placed = Pick<
  NewRunDevice,
  'place' | 'position' | 'wave' | 'isCanary' | 'procedureId' | 'reason' | 'leftOutWhy' | 'estimateSeconds'
>;

const placed = (device: PlannedDevice, at: { position: number; wave: number | null }): Placed => ({
  place: at.wave === null ? 'by-hand' : 'wave',
  ...at,
  isCanary: device.isCanary,
  procedureId: device.procedureId,
  reason: device.reason,
  leftOutWhy: null,
  estimateSeconds: Math.round(device.estimateSeconds),
});

function places(plan: ResyncPlan): ReadonlyMap<string, Placed> {
  const found = new Map<string, Placed>();
  for (const wave of plan.waves) {
    wave.devices.forEach((device, position) =>
      found.set(device.deviceId, placed(device, { position, wave: wave.position })),
    );
  }
  plan.byHand.forEach((device, position) =>
    found.set(device.deviceId, placed(device, { position, wave: null })),
  );
  plan.leftOut.forEach(({ deviceId, why, words }, position) =>
    found.set(deviceId, {
      place: 'left-out',
      position,
      wave: null,
      isCanary: false,
      procedureId: null,
      reason: words,
      leftOutWhy: why,
      estimateSeconds: 0,
    }),
  );
  return found;
}

function devicesOf(
  plan: ResyncPlan,
  rows: readonly CandidateRow[],
  candidates: readonly ResyncCandidate[],
): NewRunDevice[] {
  const place = places(plan);
  const serials = new Map(rows.map((row) => [row.deviceId, row.serial]));
  return candidates.map((one) => {
    const at = place.get(one.deviceId);
    if (!at) throw new Error(`the plan forgot ${one.deviceId}`);
    return {
      deviceId: one.deviceId,
      customerId: one.customerId,
      customerName: one.customerName,
      name: one.name,
      vendor: one.vendor,
      model: one.model,
      firmware: one.firmware,
      serial: serials.get(one.deviceId) ?? null,
      controller: one.controller,
      pair: one.pair,
      ...at,
    };
  });
}

/** The plan as its rows have it; estimates and sentences do not count. */
function planOf(rows: readonly PlannedRow[], caps: ResyncCaps): ResyncPlan {
  const device = (row: PlannedRow): PlannedDevice => ({
    deviceId: row.deviceId,
    procedureId: row.procedureId,
    isCanary: row.isCanary,
    reason: '',
    estimateSeconds: 0,
  });
  const positions = [...new Set(rows.flatMap((row) => (row.wave === null ? [] : [row.wave])))].sort(
    (a, b) => a - b,
  );
  return {
    waves: positions.map((position) => ({
      position,
      devices: rows.filter((row) => row.wave === position).map(device),
      estimateSeconds: 0,
    })),
    byHand: rows.filter((row) => row.wave === null).map(device),
    leftOut: [],
    caps,
    estimateSeconds: 0,
  };
}
