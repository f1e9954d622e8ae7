import type { MaintenanceWindow } from '@firewatch/shared/wire/maintenance';
import { useState } from 'react';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { WithheldList } from './withheld-list.js';

export type WindowAct = 'end' | 'extend' | 'cancel';

interface WindowCardProps {
  window: MaintenanceWindow;
  onAct: (act: WindowAct) => void;
}

/** Of one that has yet to come nothing can have been withheld, and nothing is said. */
const NOTHING_WITHHELD = {
  running: 'Nothing withheld so far.',
  coming: '',
  over: 'Nothing was withheld.',
} as const;
const STATE = { running: 'silent now', coming: 'coming', over: 'over' } as const;

export function WindowCard({ window, onAct }: WindowCardProps) {
  const { state, target } = window;
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={`window-card is-${state}`}>
      <div className="window-main">
        <h3>
          {target.names.slice(0, 3).join(', ')}
          {target.names.length > 3 && ` and ${target.names.length - 3} more`}{' '}
          <Tag icon="clock">{STATE[state]}</Tag>
        </h3>
        <p>{window.words}</p>
        <p className="dim">
          {window.reason}{' '}
          <span className="faint">
            {window.createdBy}, <Clock at={ms(window.createdAt)} seconds={false} />
          </span>
        </p>
        {window.ended && (
          <p className="dim">
            Ended by {window.ended.by}: {window.ended.reason}
          </p>
        )}
        {window.withheld === 0 ? (
          <p className="dim">{NOTHING_WITHHELD[state]}</p>
        ) : (
          <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {counted(window.withheld, 'notice')} would have paged
          </button>
        )}
        {isOpen && <WithheldList windowId={window.id} />}
      </div>
      {window.mayChange && (
        <div className="window-acts">
          {state === 'running' && window.kind === 'once' && (
            <Button onClick={() => onAct('extend')}>Extend</Button>
          )}
          {state === 'running' && <Button onClick={() => onAct('end')}>End now</Button>}
          {(state === 'coming' || window.kind === 'weekly') && (
            <Button kind="danger" onClick={() => onAct('cancel')}>
              Cancel
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
