import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { Tag } from '../../../ui/badge.js';
import { Glyph } from '../../../ui/glyph.js';
import { counted } from '../../../words/verdict-text.js';
import { buildPlanView, type PlanItem } from '../model/plan-view.js';
import { aboutText } from '../model/run-lead.js';
import { howText, procedureOf } from '../model/run-words.js';
import { GroupRow } from './group-row.js';
import { ProcedureSteps } from './procedure-steps.js';
import { VirtualRows, type RowFrame } from './virtual-rows.js';

const COLUMNS = 6;
const HEIGHT = {
  desk: { group: 34, row: 36, detail: 300, out: 36 },
  phone: { group: 40, row: 112, detail: 420, out: 72 },
} as const;

/** Every firewall of the plan in its wave, what will be done to it, and why it stands there. */
export function PlanTable({ detail }: { detail: ResyncRunDetail }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const items = useMemo(() => buildPlanView(detail, opened), [detail, opened]);
  const toggle = (id: string): void =>
    setOpened((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const out = detail.leftOut.length;
  return (
    <section className="panel" aria-labelledby="plan-firewalls">
      <header>
        <h2 id="plan-firewalls">What will happen</h2>
        <span className="dim">
          {counted(detail.devices.length, 'firewall')}, in this order
          {out > 0 && `; ${out} left out, with the reason`}
        </span>
      </header>
      <VirtualRows
        labelledBy="plan-firewalls"
        className="of-plan"
        head={<Head />}
        items={items}
        guess={(item, isPhone) => HEIGHT[isPhone ? 'phone' : 'desk'][item.kind]}
      >
        {(item, frame) => <Line key={item.key} {...{ item, frame, detail }} onToggle={toggle} />}
      </VirtualRows>
    </section>
  );
}

const Head = () => (
  <tr className="run-row run-head">
    <th scope="col" className="c-name">
      Firewall
    </th>
    <th scope="col">Customer</th>
    <th scope="col">Model, firmware</th>
    <th scope="col">Procedure</th>
    <th scope="col">Takes</th>
    <th scope="col">Why here</th>
  </tr>
);

interface LineProps {
  item: PlanItem;
  frame: RowFrame;
  detail: ResyncRunDetail;
  onToggle: (id: string) => void;
}

function Line({ item, frame, detail, onToggle }: LineProps) {
  switch (item.kind) {
    case 'group':
      return <GroupRow frame={frame} columns={COLUMNS} title={item.title} note={item.note} />;
    case 'row':
      return (
        <tr {...frame} data-device={item.device.deviceId} className="run-row">
          <PlanCells {...{ detail, onToggle }} device={item.device} isOpen={item.isOpen} />
        </tr>
      );
    case 'detail':
      return (
        <tr {...frame} className="run-detail">
          <td colSpan={COLUMNS}>
            <Procedure detail={detail} device={item.device} />
          </td>
        </tr>
      );
    case 'out':
      return (
        <tr {...frame} className="run-row is-out">
          <td className="c-name">
            <Link className="devn" to={`/devices/${item.out.deviceId}`}>
              {item.out.name}
            </Link>
          </td>
          <td className="c-customer">{item.out.customerName}</td>
          <td className="c-out" colSpan={4} title={item.out.words}>
            {item.out.words}
          </td>
        </tr>
      );
  }
}

interface PlanCellsProps {
  detail: ResyncRunDetail;
  device: RunDeviceView;
  isOpen: boolean;
  onToggle: (id: string) => void;
}

function PlanCells({ detail, device, isOpen, onToggle }: PlanCellsProps) {
  return (
    <>
      <td className="c-name">
        <button
          type="button"
          className="icon-btn"
          aria-expanded={isOpen}
          aria-label={`Procedure of ${device.name}`}
          onClick={() => onToggle(device.deviceId)}
        >
          <Glyph name={isOpen ? 'chevron' : 'chevron-right'} />
        </button>
        <Link className="devn" to={`/devices/${device.deviceId}`}>
          {device.name}
        </Link>
        {device.isCanary && <Tag>canary</Tag>}
      </td>
      <td className="c-customer">{device.customerName}</td>
      <td className="c-model">
        {device.model ?? 'model unknown'} <span className="faint">{device.firmware}</span>
      </td>
      <td className="c-how dim" title={howText(detail, device.procedureId)}>
        {howText(detail, device.procedureId)}
      </td>
      <td className="c-takes">{aboutText(device.estimateSeconds)}</td>
      <td className="c-reason dim" title={device.reason}>
        {device.reason}
      </td>
    </>
  );
}

function Procedure({ detail, device }: { detail: ResyncRunDetail; device: RunDeviceView }) {
  const procedure = procedureOf(detail, device.procedureId);
  if (!procedure) return <p className="row-detail dim">Its procedure is not known.</p>;
  return (
    <div className="row-detail">
      <p>
        <b>Afterwards:</b> {procedure.expects}
      </p>
      <ProcedureSteps steps={procedure.steps} />
    </div>
  );
}
