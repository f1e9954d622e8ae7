import { OUTCOME_WORDS } from '@firewatch/shared/domain/resync-words';
import type { ResyncRunRow } from '@firewatch/shared/wire/resync';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { deviceRunsQuery } from '../../../api/resync.api.js';
import { Panel } from '../../../ui/panel.js';
import { Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';

const PHASE = {
  waiting: 'waiting',
  working: 'being resynchronised',
  'by-hand': 'to do by hand',
  done: 'done',
  left: 'left untouched',
} as const;

/** What came of this firewall in a run; a plan has done nothing yet. */
export function cameOf({ state, device }: Pick<ResyncRunRow, 'state' | 'device'>): string {
  if (state === 'planned' || state === 'approved' || state === 'scheduled') return 'planned';
  if (!device) return 'part of it';
  return device.outcome === null ? PHASE[device.phase] : OUTCOME_WORDS[device.outcome];
}

/** Runs that held it, youngest first; absent where there was none. */
export function ResyncPanel({ id }: { id: string }) {
  const runs = useQuery(deviceRunsQuery(id)).data ?? [];
  if (runs.length === 0) return null;
  return (
    <Panel title="Resyncs" className="hist">
      <ul>
        {runs.map((run) => (
          <li key={run.id}>
            <Clock at={ms(run.device?.settledAt ?? run.startedAt ?? run.createdAt)} seconds={false} />
            <span>
              <Link to={`/resync/${run.id}`}>
                <b>{run.label}</b> {cameOf(run)}
              </Link>
              <span className="dim">, by {run.startedBy ?? run.createdBy}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
