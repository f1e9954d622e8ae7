import type { RunState } from '@firewatch/shared/domain/resync';
import type { Judgement, Verdict } from '@firewatch/shared/domain/verdict-words';
import { isBad, VERDICTS } from '@firewatch/shared/domain/verdict-words';
import type { resyncSnapshot, ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import type { ResyncProcedureView } from '@firewatch/shared/wire/resync-procedure';
import type { z } from 'zod';

export type Snapshot = z.infer<typeof resyncSnapshot>;

export const STATE_WORD: Readonly<Record<RunState, string>> = {
  planned: 'Plan, not started',
  approved: 'Approved, not started',
  scheduled: 'Scheduled',
  'counting-down': 'About to begin',
  running: 'Running',
  pausing: 'Pausing',
  paused: 'Paused',
  stopping: 'Stopping',
  stopped: 'Stopped',
  cancelled: 'Cancelled',
  finished: 'Finished',
};

/** Nothing of it has begun: the plan is what there is to see. */
export const isPlan = (state: RunState): boolean =>
  state === 'planned' || state === 'approved' || state === 'scheduled';

/** It works or will work on by itself: stop stands in reach. */
export const isUnderWay = (state: RunState): boolean =>
  state === 'counting-down' || state === 'running' || state === 'pausing' || state === 'paused';

export const isOver = (state: RunState): boolean =>
  state === 'stopped' || state === 'cancelled' || state === 'finished';

export type RunTone = 'ok' | 'work' | 'bad' | 'wait' | 'hand' | 'left' | 'spared';

type Toned = Pick<RunDeviceView, 'phase' | 'outcome' | 'before' | 'steps'>;

/** Nothing was missing any more when its turn came: no call was made, and it is no failure. */
function isSpared({ outcome, before, steps }: Toned): boolean {
  if (outcome !== 'not-performed' || before === null || steps.done > 1) return false;
  return Object.values(before.services).every(({ verdict }) => !isBad(verdict));
}

/** What a device is in the picture: tile, row, count. */
export function toneOf(device: Toned): RunTone {
  const { phase, outcome } = device;
  switch (phase) {
    case 'waiting':
      return 'wait';
    case 'working':
      return 'work';
    case 'by-hand':
      return outcome === 'restored' ? 'ok' : 'hand';
    case 'left':
      return 'left';
    case 'done':
      if (outcome === 'restored') return 'ok';
      if (isSpared(device)) return 'spared';
      return outcome === 'assisted-pending' ? 'hand' : 'bad';
  }
}

export const TONE_WORD: Readonly<Record<RunTone, string>> = {
  ok: 'proven',
  work: 'working',
  bad: 'failed',
  wait: 'waiting',
  hand: 'by hand',
  left: 'left untouched',
  spared: 'had nothing missing',
};

const isCounted = ({ verdict }: Judgement): boolean =>
  verdict !== 'off-by-policy' && verdict !== 'not-applicable';

/** The worst that is watched; null = nothing is known of it. */
export function worstOf(snapshot: Snapshot | null): Verdict | null {
  const judgements = Object.values(snapshot?.services ?? {}).filter(isCounted);
  return VERDICTS.find((verdict) => judgements.some((one) => one.verdict === verdict)) ?? null;
}

export type Segment = 'done' | 'now' | 'failed' | 'ahead';

/** One segment per step that may come: what is done, what it is at, where it failed. */
export function segmentsOf(device: Toned): readonly Segment[] {
  const { done, total } = device.steps;
  const tone = toneOf(device);
  return Array.from({ length: Math.max(1, total) }, (_, index): Segment => {
    if (tone === 'ok' || index < done) return 'done';
    if (index > done) return 'ahead';
    if (tone === 'bad') return 'failed';
    return tone === 'work' || (tone === 'hand' && done > 0) ? 'now' : 'ahead';
  });
}

type Procedures = Pick<ResyncRunDetail, 'procedures'>;

export const procedureOf = (
  { procedures }: Procedures,
  id: string | undefined,
): ResyncProcedureView | undefined => procedures.find((one) => one.id === id);

/** "SonicOS 7 and 8, by API". */
export function howText(detail: Procedures, procedureId: string): string {
  const procedure = procedureOf(detail, procedureId);
  if (!procedure) return procedureId;
  return `${procedure.productLine}, ${procedure.way === 'api' ? 'by API' : 'by hand'}`;
}

/** Checklist that stands behind "Do it by hand"; undefined = it does not. */
export function checklistFor(
  detail: Procedures,
  device: Pick<RunDeviceView, 'procedureId' | 'mayTakeOver'>,
): ResyncProcedureView | undefined {
  if (!device.mayTakeOver) return undefined;
  const procedure = procedureOf(detail, device.procedureId);
  return procedure?.way === 'assisted' ? procedure : procedureOf(detail, procedure?.byHandId);
}

export const waveName = (detail: Pick<ResyncRunDetail, 'waves'>, position: number | null): string => {
  if (position === null) return 'By hand';
  return detail.waves.find((wave) => wave.position === position)?.name ?? `Wave ${position}`;
};
