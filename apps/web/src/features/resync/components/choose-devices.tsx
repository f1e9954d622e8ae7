import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { ResyncChoice } from '@firewatch/shared/wire/resync';
import { useMemo, useState } from 'react';
import { rowLook } from '../../../coverage/row-look.js';
import { useFleet } from '../../../live/live-context.js';
import { Button } from '../../../ui/button.js';
import { TextField } from '../../../ui/field.js';
import { Panel } from '../../../ui/panel.js';
import { LookIcon } from '../../../ui/verdict-icon.js';
import { counted, LOOK_WORD } from '../../../words/verdict-text.js';
import { EMPTY_FILTER, matches } from '../model/choice.js';

/** Matches shown while a person searches. */
const MOST = 12;

/** By name, one after the other; many are selected more easily in the fleet. */
export function ChooseDevices({ onChosen }: { onChosen: (choice: ResyncChoice) => void }) {
  const { rows } = useFleet();
  const [search, setSearch] = useState('');
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const found = useMemo(
    () =>
      rows.filter(
        (row) => ids.has(row.id) || (search.trim() !== '' && matches(row, { ...EMPTY_FILTER, search })),
      ),
    [rows, ids, search],
  );
  const shown = [...found]
    .sort((a, b) => Number(ids.has(b.id)) - Number(ids.has(a.id)))
    .slice(0, MOST + ids.size);
  const toggle = (id: string): void =>
    setIds((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <Panel title="Those you name" note="or select them in the fleet and press “Resync…”">
      <div className="choose-devices">
        <TextField
          label="Find by name, customer, model or serial"
          type="search"
          value={search}
          maxLength={120}
          onChange={(event) => setSearch(event.target.value)}
        />
        <ul>
          {shown.map((row) => (
            <Found key={row.id} row={row} isChosen={ids.has(row.id)} onToggle={() => toggle(row.id)} />
          ))}
        </ul>
        {found.length > shown.length && (
          <p className="dim">And {found.length - shown.length} more; search closer.</p>
        )}
        <div className="choose-foot">
          <Button disabled={ids.size === 0} onClick={() => onChosen({ by: 'list', deviceIds: [...ids] })}>
            {ids.size === 0 ? 'None chosen yet' : `Plan for ${counted(ids.size, 'firewall')}`}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

const Found = ({ row, isChosen, onToggle }: { row: DeviceRow; isChosen: boolean; onToggle: () => void }) => (
  <li>
    <label>
      <input type="checkbox" className="check" checked={isChosen} onChange={onToggle} />
      <LookIcon look={rowLook(row)} label={LOOK_WORD[rowLook(row)]} />
      <b>{row.name}</b>
      <span className="dim">
        {row.customerName}, {row.model ?? 'model not read yet'}
      </span>
    </label>
  </li>
);
