import { isSpared } from './resync-words.js';
import type { ResyncProcedure, RunDevice, RunState } from './resync.js';

/** What the run holds for it: its state, and the procedures as they stood at the plan. */
export interface TakenFrom {
  readonly state: RunState;
  readonly procedures: readonly ResyncProcedure[];
}

/** `no` = why not, as what follows the device's name in a sentence without its full stop. */
export type TakeOver =
  { readonly can: true; readonly checklist: ResyncProcedure } | { readonly can: false; readonly no: string };

const no = (words: string): TakeOver => ({ can: false, no: words });
const WAITS = 'it is taken over once its calls have failed';

/** Null = what came of it is a failure that a person may mend. */
function outcomeNo(device: RunDevice): string | null {
  switch (device.outcome) {
    case 'restored':
      return 'is proven already; nothing is left to do by hand';
    case 'worse':
      return 'got worse after its call; ask the vendor before it is synchronised again';
    case 'entitlement-problem':
      return 'has a licence that ended or was withdrawn; an order mends that, no synchronise';
    case 'assisted-pending':
      return 'is done by hand already, and nothing can read it';
    case 'not-performed':
      return isSpared(device)
        ? 'had nothing missing when its turn came; nothing is left to do by hand'
        : null;
    case 'unchanged':
    case 'unreachable':
    case 'denied':
    case null:
      return null;
  }
}

/**
 * Whether a person may do by hand what the calls of a device did not bring about, and with which checklist.
 * From then on it is a device on a checklist like any other: ticks with evidence, verified by readings, never called again
 * in that attempt; only a new attempt of a person calls it.
 */
export function takeOver(device: RunDevice, { state, procedures }: TakenFrom): TakeOver {
  if (state === 'cancelled') return no('is in a run that was cancelled; plan a new one');
  if (device.wave === null || device.phase === 'by-hand') return no('is done by hand already');
  if (device.phase === 'waiting') return no(`waits for its turn; ${WAITS}`);
  if (device.phase === 'working') return no(`is still worked on; ${WAITS}`);
  if (device.phase === 'left') return no('was not touched by this run; plan a new one');
  const words = outcomeNo(device);
  if (words !== null) return no(words);
  const checklist = checklistOf(device.procedure, procedures);
  if (checklist === null) return no('has no checklist in the plan of this run; plan a new one');
  return { can: true, checklist };
}

/** What a person does instead of this procedure, or the procedure itself where it is a person's; null = the plan has none. */
export function checklistOf(
  procedure: ResyncProcedure,
  procedures: readonly ResyncProcedure[],
): ResyncProcedure | null {
  if (procedure.way === 'assisted') return procedure;
  return procedures.find(({ id }) => id === procedure.byHandId) ?? null;
}
