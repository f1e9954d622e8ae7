import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, type CSSProperties, type ReactNode } from 'react';
import { useIsPhone } from '../../../ui/use-media.js';
import { useTop } from '../../../ui/use-top.js';

/** What a line of the table puts on its `<tr>`. */
export interface RowFrame {
  readonly 'data-index': number;
  readonly 'aria-rowindex': number;
  readonly ref: (node: HTMLTableRowElement | null) => void;
  readonly style: CSSProperties;
}

interface VirtualRowsProps<T extends { readonly key: string }> {
  /** Id of the heading that names the table. */
  labelledBy: string;
  className: string;
  head: ReactNode;
  items: readonly T[];
  /** First guess of a height, px; each is measured once it is drawn. */
  guess: (item: T, isPhone: boolean) => number;
  children: (item: T, frame: RowFrame) => ReactNode;
}

/** 10,000 rows of any height, those in the window drawn. */
export function VirtualRows<T extends { readonly key: string }>(props: VirtualRowsProps<T>) {
  const { items, guess } = props;
  const isPhone = useIsPhone();
  const { ref, top } = useTop<HTMLTableSectionElement>();
  const virtual = useWindowVirtualizer<HTMLTableRowElement>({
    count: items.length,
    estimateSize: (index) => {
      const item = items[index];
      return item ? guess(item, isPhone) : 0;
    },
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
    scrollMargin: top,
  });
  useEffect(() => virtual.measure(), [virtual, isPhone]);
  return (
    <table
      aria-labelledby={props.labelledBy}
      aria-rowcount={items.length + 1}
      className={`run ${props.className}`}
    >
      <thead className="run-headgroup">{props.head}</thead>
      <tbody ref={ref} className="run-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((place) => {
          const item = items[place.index];
          return (
            item &&
            props.children(item, {
              'data-index': place.index,
              'aria-rowindex': place.index + 2,
              ref: virtual.measureElement,
              style: { transform: `translateY(${place.start - top}px)` },
            })
          );
        })}
      </tbody>
    </table>
  );
}
