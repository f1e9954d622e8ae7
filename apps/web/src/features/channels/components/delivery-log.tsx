import type { Delivery } from '@firewatch/shared/wire/channels';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { Empty, Failed, Loading } from '../../../ui/states.js';
import { useIsPhone } from '../../../ui/use-media.js';
import { deliveriesQuery, type DeliveryFilter } from '../api/channels.api.js';
import { DeliveryLine } from './delivery-line.js';

const FILTERS: readonly { readonly value: DeliveryFilter; readonly label: string; readonly none: string }[] =
  [
    { value: 'all', label: 'All', none: 'Nothing was sent yet.' },
    { value: 'waiting', label: 'Waiting', none: 'Nothing waits: all was delivered or given up.' },
    { value: 'dead', label: 'Given up', none: 'Nothing was given up.' },
  ];

/** What was sent, to whom, and what became of it. */
export function DeliveryLog() {
  const [params, setParams] = useSearchParams();
  const filter = FILTERS.find((one) => one.value === params.get('show')) ?? FILTERS[0];
  const log = useInfiniteQuery(deliveriesQuery(filter?.value ?? 'all'));
  const items = log.data?.pages.flatMap((one) => one.items) ?? [];
  const choose = (value: DeliveryFilter): void =>
    setParams(value === 'all' ? {} : { show: value }, { replace: true, preventScrollReset: true });
  return (
    <Panel
      title="Delivery log"
      note="newest first"
      end={
        <span className="seg" role="group" aria-label="Which deliveries">
          {FILTERS.map((one) => (
            <button
              key={one.value}
              type="button"
              aria-pressed={one === filter}
              aria-current={one === filter}
              onClick={() => choose(one.value)}
            >
              {one.label}
            </button>
          ))}
        </span>
      }
    >
      {log.isError && (
        <Failed
          what="Could not load deliveries"
          error={log.error}
          still="Alerts still go out."
          onRetry={() => void log.refetch()}
        />
      )}
      {log.isPending && <Loading what="the delivery log" rows={5} />}
      {log.isSuccess && items.length === 0 && (
        <Empty
          action={
            filter?.value !== 'all' && (
              <Button small onClick={() => choose('all')}>
                Show all
              </Button>
            )
          }
        >
          {filter?.none}
        </Empty>
      )}
      {items.length > 0 && <Lines items={items} />}
      {log.hasNextPage && (
        <div className="panel-foot log-more">
          <Button busy={log.isFetchingNextPage && 'Loading'} onClick={() => void log.fetchNextPage()}>
            Load older
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** Every row while they are few; a screenful of them once they are many. */
function Lines({ items }: { items: readonly Delivery[] }) {
  const isPhone = useIsPhone();
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => {
      const box = body.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => (isPhone ? 92 : 44),
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 12,
    scrollMargin: top,
  });
  return (
    <div role="table" aria-label="Deliveries" aria-rowcount={items.length + 1} className="log">
      <div role="rowgroup" className="log-headgroup">
        <div role="row" aria-rowindex={1} className="log-row log-head">
          {['State', 'Notice', 'To', 'Sent', 'Tries', 'What it said'].map((head) => (
            <span role="columnheader" key={head}>
              {head}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className="log-body" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((place) => {
          const item = items[place.index];
          if (!item) return null;
          return (
            <div
              key={place.key}
              role="row"
              ref={rows.measureElement}
              data-index={place.index}
              aria-rowindex={place.index + 2}
              className="log-row"
              style={{ transform: `translateY(${place.start - top}px)` }}
            >
              <DeliveryLine delivery={item} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
