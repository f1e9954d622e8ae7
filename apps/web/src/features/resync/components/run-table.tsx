import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { useMemo, useState, type ReactNode } from 'react';
import { useHold } from '../../../live/use-hold.js';
import { Glyph } from '../../../ui/glyph.js';
import { counted, digits } from '../../../words/verdict-text.js';
import { buildRunView, movedCount, type RunItem, type Section } from '../model/run-view.js';
import { toneOf, waveName } from '../model/run-words.js';
import { Checklist } from './checklist.js';
import { GroupRow } from './group-row.js';
import { TakeOver } from './line-acts.js';
import { RunLine } from './run-line.js';
import { RunLog } from './run-log.js';
import { VirtualRows, type RowFrame } from './virtual-rows.js';

const COLUMNS = 8;
const HEIGHT = {
  desk: { group: 34, row: 36, detail: 150, fold: 38 },
  phone: { group: 40, row: 96, detail: 260, fold: 48 },
} as const;

interface RunTableProps {
  detail: ResyncRunDetail;
  mayRetry: boolean;
  mayTick: boolean;
  /** Beside the title: export. */
  end?: ReactNode;
  onRetry: (devices: readonly RunDeviceView[]) => void;
  onTakeOver: (device: RunDeviceView) => void;
}

function useFolds() {
  const [whole, setWhole] = useState<ReadonlySet<Section>>(new Set());
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  return {
    folds: useMemo(() => ({ whole, opened }), [whole, opened]),
    toggle: (device: RunDeviceView, open: boolean): void =>
      setOpened((before) => new Map(before).set(device.deviceId, open)),
    fold: (section: Section): void =>
      setWhole((before) => {
        const next = new Set(before);
        if (!next.delete(section)) next.add(section);
        return next;
      }),
  };
}

/** Every firewall of the run: what needs a person first, and nothing moves under the cursor. */
export function RunTable({ detail, mayRetry, mayTick, end, onRetry, onTakeOver }: RunTableProps) {
  const hold = useHold(detail.devices);
  const placed = hold.base ?? detail.devices;
  const { folds, toggle, fold } = useFolds();
  const items = useMemo(
    () =>
      buildRunView({
        placed,
        live: detail.devices,
        folds,
        nameOf: (wave) => waveName(detail, wave),
      }),
    [placed, detail, folds],
  );
  const waiting = movedCount(placed, detail.devices);
  const retry = (device: RunDeviceView): void => {
    hold.letThrough();
    onRetry([device]);
  };
  const takeOver = (device: RunDeviceView): void => {
    hold.letThrough();
    toggle(device, true);
    onTakeOver(device);
  };
  return (
    <section className="panel" aria-labelledby="run-firewalls" {...hold.handlers}>
      <Title {...{ detail, waiting, end }} showNow={hold.showNow} />
      <VirtualRows
        labelledBy="run-firewalls"
        className="of-run"
        head={<Head />}
        items={items}
        guess={(item, isPhone) => HEIGHT[isPhone ? 'phone' : 'desk'][item.kind]}
      >
        {(item, frame) => (
          <Line
            key={item.key}
            {...{ item, frame, detail, mayRetry, mayTick }}
            onToggle={toggle}
            onFold={fold}
            onRetry={retry}
            onTakeOver={takeOver}
          />
        )}
      </VirtualRows>
    </section>
  );
}

interface TitleProps extends Pick<RunTableProps, 'detail' | 'end'> {
  /** Firewalls that would stand elsewhere by now. */
  waiting: number;
  showNow: () => void;
}

function Title({ detail, waiting, end, showNow }: TitleProps) {
  return (
    <header>
      <h2 id="run-firewalls">Firewalls</h2>
      <span className="dim">
        {digits(detail.devices.length)}, each read before and after
        {detail.leftOut.length > 0 && `, ${counted(detail.leftOut.length, 'firewall')} left out`}
      </span>
      <span className="end">
        {waiting > 0 && (
          <button type="button" className="chip queued" onClick={showNow}>
            <b>{counted(waiting, 'change')}</b> show
          </button>
        )}
        {end}
      </span>
    </header>
  );
}

const Head = () => (
  <tr className="run-row run-head">
    <th scope="col" className="c-name">
      Firewall
    </th>
    <th scope="col">Customer</th>
    <th scope="col">Model, how</th>
    <th scope="col">Steps</th>
    <th scope="col">Now doing</th>
    <th scope="col">Proof</th>
    <th scope="col">Before, now</th>
    <th scope="col" className="c-took">
      Took
    </th>
  </tr>
);

interface LineProps {
  item: RunItem;
  frame: RowFrame;
  detail: ResyncRunDetail;
  mayRetry: boolean;
  mayTick: boolean;
  onToggle: (device: RunDeviceView, open: boolean) => void;
  onFold: (section: Section) => void;
  onRetry: (device: RunDeviceView) => void;
  onTakeOver: (device: RunDeviceView) => void;
}

function Line({ item, frame, onToggle, onFold, ...props }: LineProps) {
  switch (item.kind) {
    case 'group':
      return <GroupRow frame={frame} columns={COLUMNS} title={item.title} note={item.note} />;
    case 'row':
      return (
        <tr {...frame} data-device={item.device.deviceId} className={`run-row r-${toneOf(item.device)}`}>
          <RunLine {...props} device={item.device} isOpen={item.isOpen} onToggle={onToggle} />
        </tr>
      );
    case 'detail':
      return (
        <tr {...frame} className={`run-detail r-${toneOf(item.device)}`}>
          <td colSpan={COLUMNS}>
            <Detail {...props} device={item.device} />
          </td>
        </tr>
      );
    case 'fold':
      return (
        <tr {...frame} className="run-fold">
          <td colSpan={COLUMNS}>
            <button
              type="button"
              className="fold"
              aria-expanded={!item.isFolded}
              onClick={() => onFold(item.section)}
            >
              <Glyph name={item.isFolded ? 'chevron-right' : 'chevron'} />
              {item.words}
            </button>
          </td>
        </tr>
      );
  }
}

type DetailProps = Omit<LineProps, 'item' | 'frame' | 'onToggle' | 'onFold'> & { device: RunDeviceView };

/** What was sent and answered; by hand the checklist, above what calls had come to before. */
function Detail({ device, ...props }: DetailProps) {
  const isByHand = toneOf(device) === 'hand';
  return (
    <>
      {isByHand && <Checklist detail={props.detail} device={device} mayTick={props.mayTick} />}
      {(!isByHand || device.attempt > 1) && <RunLog runId={props.detail.row.id} device={device} />}
      <TakeOver {...props} device={device} />
    </>
  );
}
