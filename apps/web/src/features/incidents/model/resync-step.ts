import type { RunState } from '@firewatch/shared/domain/resync';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import type { ResyncRunRow } from '@firewatch/shared/wire/resync';
import { counted } from '../../../words/verdict-text.js';

interface Given {
  readonly incident: Pick<IncidentRow, 'id' | 'kind' | 'state' | 'deviceCount'>;
  /** Synchronising now could do harm. */
  readonly isHeld: boolean;
  /** May plan. */
  readonly edits: boolean;
  readonly runs: readonly Pick<ResyncRunRow, 'id' | 'label' | 'state' | 'headline'>[];
}

export interface ResyncStepWords {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly to: string;
  readonly isPrimary: boolean;
}

const AT_WORK: ReadonlySet<RunState> = new Set([
  'scheduled',
  'counting-down',
  'running',
  'pausing',
  'paused',
  'stopping',
]);
/** Losses of services; what is silent or a stranger is not brought back by a synchronise. */
const KINDS: ReadonlySet<string> = new Set(['fleet', 'device']);

/** Null = nothing to offer: it is over, of another kind, or this person may not plan. */
export function resyncStepOf({ incident, isHeld, edits, runs }: Given): ResyncStepWords | null {
  if (!KINDS.has(incident.kind) || incident.state !== 'open') return null;
  const run = runs.find((one) => AT_WORK.has(one.state));
  if (run) {
    return {
      title: run.headline,
      text: 'It closes this incident as its firewalls are verified back.',
      action: `Open ${run.label}`,
      to: `/resync/${run.id}`,
      isPrimary: true,
    };
  }
  if (!edits) return null;
  const many = counted(incident.deviceCount, 'firewall');
  return {
    title: `Resynchronise ${many}`,
    text: 'The plan shows each with its wave, its steps and why; nothing is sent before you start it.',
    action: isHeld ? 'Look at the plan…' : `Resynchronise ${many}…`,
    to: `/resync/new?incident=${incident.id}`,
    isPrimary: !isHeld && incident.kind === 'fleet',
  };
}
