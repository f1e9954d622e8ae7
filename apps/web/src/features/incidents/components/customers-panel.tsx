import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { incidentLook } from '../../../acting/incident-order.js';
import { Tag } from '../../../ui/badge.js';
import { useNow } from '../../../ui/clock.js';
import { Glyph } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { Age, Clock } from '../../../ui/time.js';
import { LookIcon } from '../../../ui/verdict-icon.js';
import { ageText, localTime, ms } from '../../../words/time-text.js';
import { listed, type Look } from '../../../words/verdict-text.js';
import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import { barsOf, spanOf, type CustomerPart, type Member, type TimeSpan } from '../model/exposure-bars.js';

const MOST_BARS = 6;

/** Who was hit for how long; each bar is one firewall on a common axis. */
export function CustomersPanel({ detail }: { detail: IncidentDetail }) {
  const now = useNow();
  const span = spanOf(detail, now);
  const look = incidentLook({ ...detail.incident, state: 'open' });
  const only = detail.customers.length === 1 ? detail.customers[0]?.id : undefined;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(only === undefined ? [] : [only]));
  const toggle = (id: string): void => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  const middle = (span.from + span.to) / 2;
  return (
    <Panel title="Customers" note="each bar is one firewall">
      <table className={`plain cust e-${look}`}>
        <thead>
          <tr>
            <th scope="col">Customer</th>
            <th scope="col" className="num">
              Firewalls
            </th>
            <th scope="col">Since</th>
            <th scope="col" className="gcol">
              <span className="axis" aria-hidden="true">
                <span>{localTime.tick(span.from, span.to - span.from)}</span>
                <span>{localTime.tick(middle, span.to - span.from)}</span>
                <span>
                  {detail.incident.closedAt === null ? 'now' : localTime.tick(span.to, span.to - span.from)}
                </span>
              </span>
              <span className="hidden-visually">Over time</span>
            </th>
            <th scope="col" className="num">
              Exposure so far
            </th>
            <th scope="col">Also</th>
          </tr>
        </thead>
        <tbody>
          {detail.customers.map((part) => (
            <Fragment key={part.id}>
              <CustomerLine
                part={part}
                span={span}
                isOpen={open.has(part.id)}
                onToggle={() => toggle(part.id)}
              />
              {open.has(part.id) &&
                part.members.map((member) => (
                  <MemberLine key={member.deviceId} member={member} look={look} />
                ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

interface CustomerLineProps {
  part: CustomerPart;
  span: TimeSpan;
  isOpen: boolean;
  onToggle: () => void;
}

const besideText = (part: CustomerPart): string =>
  [
    part.weakenedSeconds > 0 ? `weakened ${ageText(part.weakenedSeconds * 1_000)}` : '',
    part.blindSeconds > 0 ? `blind ${ageText(part.blindSeconds * 1_000)}` : '',
  ]
    .filter(Boolean)
    .join(', ');

function CustomerLine({ part, span, isOpen, onToggle }: CustomerLineProps) {
  const bars = barsOf(part, span);
  const shown = Math.min(bars.length, MOST_BARS);
  // A few bars stand in the middle of the row's 24 px.
  const firstTop = Math.max(4, (24 - shown * 8) / 2 + 1.5);
  return (
    <tr>
      <td className="k-name">
        <button type="button" className="fold" aria-expanded={isOpen} onClick={onToggle}>
          <Glyph name={isOpen ? 'chevron' : 'chevron-right'} />
          <b>{part.name}</b>
        </button>
      </td>
      <td className="num k-count">
        <b>{part.members.filter((member) => member.leftAt === null).length}</b>{' '}
        <span className="dim">of {part.deviceCount}</span>
      </td>
      <td className="dim k-hide">
        <Clock at={ms(part.since)} />
      </td>
      <td className="gcol">
        <div className="gantt" style={{ height: shown * 8 + 8 }}>
          {bars.slice(0, MOST_BARS).map((bar, index) => (
            <i
              key={bar.deviceId}
              className={bar.isOver ? 'over' : undefined}
              title={bar.name}
              style={{ left: `${bar.left}%`, width: `${bar.width}%`, top: index * 8 + firstTop }}
            />
          ))}
        </div>
        {bars.length > MOST_BARS && <span className="faint">and {bars.length - MOST_BARS} more</span>}
      </td>
      <td className="num k-exposure">
        {part.exposureSeconds > 0 ? (
          <b>{ageText(part.exposureSeconds * 1_000)}</b>
        ) : (
          <span className="dim">none</span>
        )}
      </td>
      <td className="dim k-beside">{besideText(part)}</td>
    </tr>
  );
}

function MemberLine({ member, look }: { member: Member; look: Look }) {
  const now = useNow();
  const services = listed(member.services.map((service) => SERVICE_WORDS[service].name));
  const isBack = member.leftAt !== null;
  return (
    <tr className="sub">
      <td className="k-name">
        <LookIcon
          look={isBack ? 'protecting' : look}
          label={isBack ? 'Verified back' : services || 'Affected'}
        />{' '}
        <Link className="devn" to={`/devices/${member.deviceId}`}>
          {member.deviceName}
        </Link>{' '}
        {member.newSinceAck && <Tag tone="new">new</Tag>}
      </td>
      <td className="num k-count">{member.model}</td>
      <td className="k-hide">
        <Clock at={ms(member.since)} />
      </td>
      <td className="gcol k-good">
        {member.lastGoodAt === null ? (
          // Silence and strangers are no loss: nothing is claimed about what was before.
          look !== 'unknown' && 'no good reading before'
        ) : (
          <>
            last good <Clock at={ms(member.lastGoodAt)} />
          </>
        )}
        {services !== '' && <span className="faint">, {services}</span>}
      </td>
      <td className="num k-exposure">
        {isBack ? <>back, {ageText(member.exposureSeconds * 1_000)}</> : <Age at={ms(member.since)} />}
      </td>
      <td className="k-beside">
        {member.paidUntil === null ? '' : `paid until ${localTime.date(ms(member.paidUntil), now)}`}
      </td>
    </tr>
  );
}
