import { SERVICES, SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import { isBad, type Judgement } from '@firewatch/shared/domain/verdict-words';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { Link } from 'react-router';
import { silentQuery } from '../../../api/maintenance.api.js';
import { Tag } from '../../../ui/badge.js';
import { useNow } from '../../../ui/clock.js';
import { Age, Clock } from '../../../ui/time.js';
import { lookOf, LookIcon, VerdictBadge } from '../../../ui/verdict-icon.js';
import { localTime, ms } from '../../../words/time-text.js';
import { listed, REASON_TEXT, verdictWord } from '../../../words/verdict-text.js';
import { isAcked, isQuiet, rowLook } from '../../../coverage/row-look.js';

/** Two missed intervals of the default 60 s: from there on an age deserves the eye. */
const LATE_MS = 135_000;

interface DeviceLineProps {
  row: DeviceRow;
  services: readonly Service[];
  isSelected: boolean;
  onSelect: (id: string, withShift: boolean) => void;
}

/** One firewall: a table row, or on a phone a card of two lines (the styles decide). */
export const DeviceLine = memo(function DeviceLine({ row, services, isSelected, onSelect }: DeviceLineProps) {
  const look = rowLook(row);
  const acked = isAcked(row);
  return (
    <>
      <td className="c-s">
        <label className="check-area">
          <input
            type="checkbox"
            className="check"
            aria-label={`Select ${row.name}`}
            checked={isSelected}
            onChange={(event) => {
              const { nativeEvent } = event;
              onSelect(row.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
            }}
          />
        </label>
      </td>
      <td className="c-v">
        <VerdictBadge look={look} acked={acked} />
      </td>
      <td className="c-d">
        <Link className="devn" to={`/devices/${row.id}`}>
          {row.name}
        </Link>
        {row.incident?.newSinceAck === true && <Tag tone="new">new</Tag>}
        <SilentTag id={row.id} />
      </td>
      <td className="c-c" title={row.siteName ?? undefined}>
        {row.customerName}
      </td>
      <td className="c-m model">
        {row.model ?? 'not read yet'} <span className="firmware">{row.firmware}</span>
      </td>
      {services.map((service) => (
        <td key={service} className="s">
          <ServiceIcon service={service} judgement={row.services[service]} acked={acked} />
        </td>
      ))}
      <TimeCells row={row} />
    </>
  );
});

/** Its alarms are withheld now. */
function SilentTag({ id }: { id: string }) {
  const silent = useQuery({ ...silentQuery, select: (byId) => byId[id] }).data;
  if (!silent) return null;
  return (
    <span title={`In maintenance until ${localTime.minute(ms(silent.until))}: ${silent.reason}`}>
      <Tag icon="clock">quiet</Tag>
    </span>
  );
}

/** How long, since when, last good, last read, why. */
const TimeCells = ({ row }: { row: DeviceRow }) => (
  <>
    <td className="c-since num">
      {!isQuiet(row) && (
        <>
          <Age className="ago" at={ms(row.worstSince)} />
          <Clock className="at" at={ms(row.worstSince)} />
        </>
      )}
    </td>
    <td className="c-good num">
      {row.lastGoodAt === null ? <span className="faint">none seen</span> : <Clock at={ms(row.lastGoodAt)} />}
    </td>
    <td className="c-read num">
      {row.readAt === null ? (
        <span className="faint">never</span>
      ) : (
        <Age at={ms(row.readAt)} lateAfterMs={LATE_MS} />
      )}
    </td>
    <td className="c-why why" title={whyTitle(row)}>
      <Why row={row} />
    </td>
    <td className="c-lost">{lostText(row)}</td>
  </>
);

function ServiceIcon(props: { service: Service; judgement: Judgement | undefined; acked: boolean }) {
  const { service, judgement, acked } = props;
  const { name } = SERVICE_WORDS[service];
  if (!judgement) return <LookIcon look="na" label={`${name}: not on this device`} />;
  const words = `${verdictWord(judgement.verdict)}, ${REASON_TEXT[judgement.reason]}`;
  return <LookIcon look={lookOf(judgement.verdict)} acked={acked} label={`${name}: ${words}`} />;
}

/** Still shown as last believed, and not read any more: that is why it stands among those that need somebody. */
const UNREAD_WHY: Readonly<Partial<Record<DeviceRow['contact'], string>>> = {
  'identity-mismatch': 'not read: somebody else answers',
  'auth-failed': 'not read: sign-in refused',
  busy: 'not read: its only session is taken',
};

/** A licence that was paid for is what the vendor's own date says; beside a loss it is the point. */
function Why({ row }: { row: DeviceRow }) {
  const now = useNow();
  if (row.worst.reason === 'licence-lost' && row.paidUntil !== null && !row.isSuspected) {
    return <>paid until {localTime.date(ms(row.paidUntil), now)}</>;
  }
  return <>{row.why || UNREAD_WHY[row.contact]}</>;
}

const whyTitle = (row: DeviceRow): string =>
  [
    row.why || UNREAD_WHY[row.contact] || REASON_TEXT[row.worst.reason],
    row.serial === null ? '' : `serial ${row.serial}`,
  ]
    .filter(Boolean)
    .join(', ');

/** Second line of a card: which services do not protect. */
function lostText(row: DeviceRow): string {
  const lost = SERVICES.filter((service) => {
    const verdict = row.services[service]?.verdict;
    return verdict !== undefined && (isBad(verdict) || verdict === 'weakened' || verdict === 'unknown');
  });
  if (lost.length === 0) return row.isSuspected ? row.why : '';
  const watched = Object.values(row.services).filter(
    ({ verdict }) => verdict !== 'off-by-policy' && verdict !== 'not-applicable',
  );
  if (lost.length === watched.length && lost.length > 2) return 'all services';
  return lost.map((service) => SERVICE_WORDS[service].short).join(' ');
}

/** "AV, AS and IPS": for the name of a group. */
export const servicesText = (services: readonly Service[]): string =>
  listed(services.map((service) => SERVICE_WORDS[service].short));
