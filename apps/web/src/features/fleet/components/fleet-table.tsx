import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import { useMemo, useState } from 'react';
import { useAcknowledge } from '../../../acting/use-acknowledge.js';
import { useHeldRows } from '../../../live/use-held-rows.js';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { Empty } from '../../../ui/states.js';
import { localTime } from '../../../words/time-text.js';
import { countOpen, filterWords } from '../model/fleet-filter.js';
import { DEFAULT_QUERY, type FleetQuery } from '../model/fleet-query.js';
import { useFreshness } from '../use-freshness.js';
import { buildFleetView, type FleetGroup, type ViewItem } from '../model/fleet-view.js';
import { BulkActs } from './bulk-acts.js';
import { DeviceTable } from './device-table.js';
import { FilterBar } from './filter-bar.js';
import { SelectionBar } from './selection-bar.js';
import { type RowActions, rowsOf, useRowActions } from './use-row-actions.js';
import { useRowKeys } from './use-row-keys.js';
import { type Selection, useSelection } from './use-selection.js';

interface FleetTableProps {
  live: readonly DeviceRow[];
  incidents: readonly IncidentRow[];
  query: FleetQuery;
  onQuery: (query: FleetQuery) => void;
  mayAct: boolean;
  /** May change and remove firewalls. */
  mayEdit: boolean;
  /** `a` with nothing chosen. */
  onAcknowledgeFirst: () => void;
}

/** Quiet groups fold by the view's `show`, others by name. */
export function foldGroup(query: FleetQuery, group: FleetGroup): FleetQuery {
  if (group.isQuiet && query.show === 'open' && group.isFolded) return { ...query, show: 'all', folded: [] };
  const others = query.folded.filter((key) => key !== group.key);
  return { ...query, folded: group.isFolded ? others : [...others, group.key] };
}

export function FleetTable(props: FleetTableProps) {
  const { live, incidents, query, onQuery, mayAct, mayEdit } = props;
  const hold = useHeldRows(live);
  const { marks, rows } = useFreshness(hold.rows, query.signatures);
  const view = useMemo(() => buildFleetView(rows, incidents, query), [rows, incidents, query]);
  const openCount = useMemo(() => countOpen(live), [live]);
  const selection = useSelection(view.items);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const finish = (): void => {
    selection.clear();
    hold.letThrough();
  };
  const ack = useAcknowledge(finish);

  const actions = useRowActions({ ...props, items: view.items, selection, currentId, ask: ack.ask });
  useRowKeys({ items: view.items, currentId, setCurrentId, selection, actions, showNow: hold.showNow });

  return (
    <>
      <section className="panel fleet" aria-labelledby="firewalls" {...hold.handlers}>
        <FilterBar
          query={query}
          onQuery={onQuery}
          rows={live}
          openCount={openCount}
          waiting={hold.waiting}
          onShowWaiting={hold.showNow}
          marks={marks}
          onSelect={mayAct && !selection.isPicking ? selection.begin : null}
        />
        {view.matched === 0 ? (
          <Empty action={<Button onClick={() => onQuery(DEFAULT_QUERY)}>Clear filters</Button>}>
            No firewall {filterWords(query, live)}.
          </Empty>
        ) : (
          <DeviceTable
            items={view.items}
            rows={live}
            query={query}
            onQuery={onQuery}
            onFold={(group) => onQuery(foldGroup(query, group))}
            selection={selection}
            currentId={currentId}
            onCurrent={setCurrentId}
          />
        )}
        {mayAct && <Chosen {...{ selection, actions, mayEdit }} items={view.items} onDone={finish} />}
      </section>
      <KeyLine />
      {ack.dialog}
    </>
  );
}

interface ChosenProps {
  selection: Selection;
  actions: RowActions;
  items: readonly ViewItem[];
  mayEdit: boolean;
  onDone: () => void;
}

function Chosen({ selection, actions, items, mayEdit, onDone }: ChosenProps) {
  const { size } = selection.ids;
  if (size === 0 && !selection.isPicking) return null;
  return (
    <SelectionBar
      size={size}
      shown={rowsOf(items).length}
      incidents={actions.targets().length}
      onAll={selection.toggleAll}
      onAcknowledge={actions.acknowledge}
      onRead={actions.read}
      onClear={selection.clear}
      more={mayEdit && <BulkActs rows={actions.chosen()} onDone={onDone} />}
    />
  );
}

const KEYS = [
  ['j k', 'move'],
  ['x', 'select'],
  ['a', 'acknowledge'],
  ['r', 'read now'],
  ['/', 'search'],
  ['?', 'all keys'],
] as const;

const KeyLine = () => (
  <div className="keys desk">
    {KEYS.map(([key, does]) => (
      <span key={key}>
        {key.split(' ').map((one) => (
          <kbd key={one}>{one}</kbd>
        ))}
        {does}
      </span>
    ))}
    <span className="zone">Times in {localTime.zone(useNow())}, hover for UTC</span>
  </div>
);
