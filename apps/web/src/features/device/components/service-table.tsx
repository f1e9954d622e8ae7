import type { FactKind } from '@firewatch/shared/domain/fact';
import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { DeviceDetail, DeviceRow, ServiceDetail } from '@firewatch/shared/wire/devices';
import { Fragment, useState } from 'react';
import { useNow } from '../../../ui/clock.js';
import { Glyph } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { Age, Clock } from '../../../ui/time.js';
import { VerdictBadge, lookOf } from '../../../ui/verdict-icon.js';
import { localTime, ms } from '../../../words/time-text.js';
import { listed, REASON_TEXT, verdictWord } from '../../../words/verdict-text.js';
import { FACT_NAMES, factLook, toldFacts } from '../model/facts.js';
import { ServiceWords } from './service-words.js';

const isLoud = (service: ServiceDetail): boolean =>
  ['exposed', 'blocking', 'weakened', 'unknown'].includes(service.shown.verdict) ||
  service.phase === 'suspect';

interface ServiceTableProps {
  services: readonly ServiceDetail[];
  note?: string;
  end?: React.ReactNode;
  /** One reading only: there is no since and no last good. */
  isFirst?: boolean;
}

/** Facts and verdict per service; a press on the name opens the vendor's own words. */
export function ServiceTable({
  services,
  note = 'worst fact decides the verdict',
  end,
  isFirst = false,
}: ServiceTableProps) {
  const facts = toldFacts(services);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const untold = (['licence', 'enabled', 'signatures', 'running'] as const).filter(
    (fact) => !facts.includes(fact),
  );
  const toggle = (service: string): void =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(service)) next.add(service);
      return next;
    });
  return (
    <Panel title="Services" note={note} end={end} className="services">
      {services.length === 0 ? (
        <p className="pad dim">No reading yet, so nothing is known of its services.</p>
      ) : (
        <table className={isFirst ? 'fact is-first' : 'fact'}>
          <Head facts={facts} />
          <tbody>
            {services.map((service) => (
              <Fragment key={service.service}>
                <ServiceLine
                  service={service}
                  facts={facts}
                  isOpen={open.has(service.service)}
                  onToggle={() => toggle(service.service)}
                />
                {open.has(service.service) && (
                  <tr className="words-row">
                    <td colSpan={facts.length + 4}>
                      <ServiceWords service={service} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
      {facts.length > 0 && untold.length > 0 && (
        <p className="untold faint">
          This vendor does not tell {listed(untold.map((fact) => UNTOLD[fact]))}; the other facts decide.
        </p>
      )}
    </Panel>
  );
}

const Head = ({ facts }: { facts: readonly FactKind[] }) => (
  <thead>
    <tr>
      <th scope="col">Service</th>
      <th scope="col">Verdict</th>
      {facts.map((fact) => (
        <th key={fact} scope="col">
          {FACT_NAMES[fact]}
        </th>
      ))}
      <th scope="col" className="r lg">
        Since
      </th>
      <th scope="col" className="r lg">
        Last good
      </th>
    </tr>
  </thead>
);

const UNTOLD: Readonly<Record<FactKind, string>> = {
  licence: 'licences',
  enabled: 'what is switched on',
  signatures: 'the age of signatures',
  running: 'whether a service runs',
};

interface ServiceLineProps {
  service: ServiceDetail;
  facts: readonly FactKind[];
  isOpen: boolean;
  onToggle: () => void;
}

function ServiceLine({ service, facts, isOpen, onToggle }: ServiceLineProps) {
  const now = useNow();
  const look = service.phase === 'suspect' ? 'suspect' : lookOf(service.shown.verdict);
  const loud = isLoud(service);
  const { name } = SERVICE_WORDS[service.service];
  return (
    <tr className={loud ? `edge e-${look}` : 'quiet'}>
      <th scope="row" className="svc">
        <button type="button" aria-expanded={isOpen} onClick={onToggle} title="The vendor's own words">
          <Glyph name={isOpen ? 'chevron' : 'chevron-right'} />
          {name}
        </button>
      </th>
      <td className="vd" title={REASON_TEXT[service.shown.reason]}>
        <VerdictBadge look={look} />
        {loud && <small>{believedNote(service)}</small>}
      </td>
      {facts.map((fact) => (
        <FactCell key={fact} fact={fact} service={service} now={now} />
      ))}
      <td className="r f lg" data-l="Since">
        {loud && service.since !== null && (
          <>
            <b>
              <Age at={ms(service.since)} />
            </b>
            <small>
              <Clock at={ms(service.since)} />
            </small>
          </>
        )}
      </td>
      <td className="r dim lg" data-l="Last good">
        {lastGood(service)}
      </td>
    </tr>
  );
}

function believedNote(service: ServiceDetail): string {
  const { shown, believed } = service;
  if (shown.verdict === 'unknown' && believed && believed.verdict !== 'unknown') {
    return `was ${verdictWord(believed.verdict).toLowerCase()}`;
  }
  return REASON_TEXT[shown.reason];
}

function lastGood(service: ServiceDetail) {
  const { verdict } = service.shown;
  if (verdict === 'off-by-policy' || verdict === 'not-applicable') return null;
  return service.lastGoodAt === null ? 'never' : <Clock at={ms(service.lastGoodAt)} />;
}

const CELL_CLASS = {
  bad: 'worst',
  watch: 'worst is-watch',
  unknown: 'worst is-unknown',
  faint: 'faint',
  plain: '',
};

function FactCell({ fact, service, now }: { fact: FactKind; service: ServiceDetail; now: number }) {
  const look = factLook(fact, service, now, localTime);
  if (!look) {
    return (
      <td className="f faint" data-l={FACT_NAMES[fact]}>
        {absentWord(service)}
      </td>
    );
  }
  return (
    <td className="f" data-l={FACT_NAMES[fact]} title={look.hover}>
      <span className={CELL_CLASS[look.tone]}>{look.value}</span>
      {look.note !== '' && <small>{look.note}</small>}
    </td>
  );
}

/** Why there is no value: none was read yet, it is no matter, or this vendor has none of the kind. */
function absentWord(service: ServiceDetail): string {
  if (service.believed === null) return 'not read';
  return service.shown.verdict === 'not-applicable' ? '—' : 'not told';
}

/** "read 1 s ago, 214 ms, every 60 s" */
export function ReadNote({ row, detail }: { row: DeviceRow; detail: DeviceDetail }) {
  const every = `every ${detail.intervalSeconds} s`;
  if (row.readAt === null) return <>not read yet, {every}</>;
  return (
    <>
      <span>
        {row.contact === 'reachable' ? 'read' : 'tried'}{' '}
        <Age at={ms(row.readAt)} suffix=" ago" lateAfterMs={detail.intervalSeconds * 2_000} />
        {detail.readMs !== null && `, ${Math.round(detail.readMs)} ms`}, {every}
      </span>
    </>
  );
}
