import type { Delivery } from '@firewatch/shared/wire/channels';
import { Link } from 'react-router';
import { useNow } from '../../../ui/clock.js';
import { Clock } from '../../../ui/time.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { ageText, ms } from '../../../words/time-text.js';
import { kindWord, STATE_LOOK, STATE_WORD, whyNot } from '../model/delivery-text.js';

/** Cells of one delivery. */
export function DeliveryLine({ delivery }: { delivery: Delivery }) {
  const now = useNow();
  const look = STATE_LOOK[delivery.state];
  const why = whyNot(delivery);
  const next =
    delivery.state === 'waiting' && delivery.nextAttemptAt !== null
      ? `next try ${ms(delivery.nextAttemptAt) <= now ? 'now' : `in ${ageText(ms(delivery.nextAttemptAt) - now)}`}`
      : '';
  return (
    <>
      <span role="cell" className={`verdict v-${look} l-state`}>
        <LookShape look={look} />
        {STATE_WORD[delivery.state]}
      </span>
      <span role="cell" className="l-what">
        <span className="l-subject" title={delivery.subject}>
          {delivery.subject}
        </span>
        <small>
          {delivery.incident ? (
            <Link to={`/incidents/${delivery.incident.id}`}>{delivery.incident.label}</Link>
          ) : (
            'no incident'
          )}
          , {kindWord(delivery.noticeKind)}
        </small>
      </span>
      <span role="cell" className="l-to">
        <span className="wrap">{delivery.destination}</span>
        <small>{delivery.channelName}</small>
      </span>
      <span role="cell" className="l-when">
        <Clock at={ms(delivery.deliveredAt ?? delivery.createdAt)} />
        {delivery.deliveredAt === null && <small>written, not delivered</small>}
      </span>
      <span role="cell" className="l-tries">
        {delivery.attempts}
        {delivery.attempts > 0 && (
          <span className="phone-only"> {delivery.attempts === 1 ? 'try' : 'tries'}</span>
        )}
      </span>
      <span role="cell" className="l-why" title={why || (delivery.answer ?? undefined)}>
        {why === '' ? <span className="dim">{delivery.answer}</span> : why}
        {next !== '' && <small>{next}</small>}
      </span>
    </>
  );
}
