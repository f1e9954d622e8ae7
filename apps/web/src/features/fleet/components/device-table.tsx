import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type CSSProperties } from 'react';
import { useIsPhone } from '../../../ui/use-media.js';
import { useTop } from '../../../ui/use-top.js';
import { isAcked, rowLook } from '../../../coverage/row-look.js';
import type { FleetQuery } from '../model/fleet-query.js';
import type { FleetGroup, ViewItem } from '../model/fleet-view.js';
import { DeviceLine } from './device-line.js';
import { GroupLine } from './group-line.js';
import { TableHead } from './table-head.js';

export interface TableSelection {
  readonly ids: ReadonlySet<string>;
  readonly isPicking: boolean;
  readonly toggle: (id: string, withShift: boolean) => void;
  readonly toggleAll: () => void;
}

interface DeviceTableProps {
  items: readonly ViewItem[];
  rows: readonly DeviceRow[];
  query: FleetQuery;
  onQuery: (query: FleetQuery) => void;
  onFold: (group: FleetGroup) => void;
  selection: TableSelection;
  currentId: string | null;
  onCurrent: (id: string) => void;
}

/** Services any firewall has: one column each. */
function useServiceColumns(rows: readonly DeviceRow[]): readonly Service[] {
  const key = useMemo(
    () => SERVICES.filter((service) => rows.some((row) => service in row.services)).join(),
    [rows],
  );
  return useMemo(() => SERVICES.filter((service) => key.split(',').includes(service)), [key]);
}

const SIZES = { desk: { row: 32, group: 36 }, phone: { row: 60, group: 53 } } as const;

/** 10,000 rows, about 60 of them in the page. */
export function DeviceTable(props: DeviceTableProps) {
  const { items, rows, query, onQuery, selection, currentId } = props;
  const isPhone = useIsPhone();
  const services = useServiceColumns(rows);
  const { ref, top } = useTop<HTMLTableSectionElement>();
  const size = isPhone ? SIZES.phone : SIZES.desk;
  // The compiler skips what uses this hook, rightly: its methods read the scroll position anew at each render.
  const virtual = useWindowVirtualizer<HTMLTableRowElement>({
    count: items.length,
    estimateSize: (index) => (items[index]?.kind === 'group' ? size.group : size.row),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: 48,
    scrollPaddingEnd: isPhone ? 140 : 24,
  });
  useEffect(() => virtual.measure(), [virtual, isPhone]);
  useCurrentRow(currentId, items, (index) => virtual.scrollToIndex(index, { align: 'auto' }));

  const shown = items.filter((item) => item.kind === 'row').length;
  const picked = selection.ids.size;
  return (
    <table
      aria-labelledby="firewalls"
      aria-rowcount={items.length + 1}
      className={selection.isPicking ? 'dev is-picking' : 'dev'}
      style={{ ['--n' as string]: services.length }}
    >
      <thead className="dev-headgroup">
        <TableHead
          {...{ services, query, onQuery }}
          selected={picked === 0 ? 'none' : picked >= shown ? 'all' : 'some'}
          onSelectAll={selection.toggleAll}
        />
      </thead>
      <tbody ref={ref} className="dev-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((place) => {
          const item = items[place.index];
          if (!item) return null;
          const frame: RowFrame = {
            'data-index': place.index,
            'aria-rowindex': place.index + 2,
            ref: isPhone ? virtual.measureElement : undefined,
            style: { transform: `translateY(${place.start - top}px)` },
          };
          return <TableLine key={place.key} item={item} frame={frame} services={services} table={props} />;
        })}
      </tbody>
    </table>
  );
}

interface RowFrame {
  'data-index': number;
  'aria-rowindex': number;
  ref: ((node: HTMLTableRowElement | null) => void) | undefined;
  style: CSSProperties;
}

interface TableLineProps {
  item: ViewItem;
  frame: RowFrame;
  services: readonly Service[];
  table: DeviceTableProps;
}

function TableLine({ item, frame, services, table }: TableLineProps) {
  if (item.kind === 'group') {
    return (
      <tr {...frame} className="dev-group">
        <GroupLine group={item.group} span={services.length + 9} onFold={table.onFold} />
      </tr>
    );
  }
  const { row } = item;
  return (
    <tr
      {...frame}
      data-device={row.id}
      className={lineClass(row, row.id === table.currentId)}
      onFocus={() => table.onCurrent(row.id)}
    >
      <DeviceLine
        row={row}
        services={services}
        isSelected={table.selection.ids.has(row.id)}
        onSelect={table.selection.toggle}
      />
    </tr>
  );
}

const lineClass = (row: DeviceRow, isCurrent: boolean): string =>
  `dev-row line edge e-${rowLook(row)}${isAcked(row) ? ' acked' : ''}${isCurrent ? ' cur' : ''}`;

/** The keyboard row has the real focus, so that a screen reader speaks it and Enter opens it. */
function useCurrentRow(
  currentId: string | null,
  items: readonly ViewItem[],
  scrollTo: (index: number) => void,
): void {
  const latest = useRef({ items, scrollTo });
  useEffect(() => {
    latest.current = { items, scrollTo };
  });
  useEffect(() => {
    if (currentId === null) return;
    const selector = `[data-device="${currentId}"] .devn`;
    if (document.activeElement?.closest(`[data-device="${currentId}"]`)) return;
    const index = latest.current.items.findIndex((item) => item.key === currentId);
    if (index < 0) return;
    latest.current.scrollTo(index);
    let triesLeft = 10;
    const focus = (): void => {
      const link = document.querySelector(selector);
      if (link instanceof HTMLElement) link.focus({ preventScroll: true });
      else if (triesLeft > 0) {
        // A row far away exists only after the list has scrolled there.
        triesLeft -= 1;
        requestAnimationFrame(focus);
      }
    };
    focus();
  }, [currentId]);
}
