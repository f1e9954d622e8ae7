import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.js';
import { counted } from '../../../words/verdict-text.js';

interface SelectionBarProps {
  size: number;
  /** Rows that can be selected. */
  shown: number;
  incidents: number;
  onAll: () => void;
  onAcknowledge: () => void;
  onRead: () => void;
  onClear: () => void;
  /** Further acts, for those who may. */
  more: ReactNode;
}

/** What can be done with what is selected; on a phone it stands above the tabs, under the thumb. */
export function SelectionBar(props: SelectionBarProps) {
  const { size, shown, incidents, onAll, onAcknowledge, onRead, onClear, more } = props;
  return (
    <div className="selection-bar" role="group" aria-label="What is selected">
      <b>{size === 0 ? 'Tap what is meant' : `${counted(size, 'firewall')} selected`}</b>
      <span className="phone-only whole">
        <Button small kind="quiet" onClick={onAll}>
          {size < shown ? `All ${shown}` : 'None'}
        </Button>
        <Button small kind="quiet" onClick={onClear}>
          Done
        </Button>
      </span>
      {size > 0 && (
        <span className="actions">
          <Button small hotkey="a" onClick={onAcknowledge} disabled={incidents === 0}>
            {incidents === 0 ? 'No incident to acknowledge' : `Acknowledge ${counted(incidents, 'incident')}`}
          </Button>
          <Button small hotkey="r" onClick={onRead}>
            Read {counted(size, 'firewall')} now
          </Button>
          {more}
          <Button small kind="quiet" className="desk" onClick={onClear}>
            Clear selection
          </Button>
        </span>
      )}
    </div>
  );
}
