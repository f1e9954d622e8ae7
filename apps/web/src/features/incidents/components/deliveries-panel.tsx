import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { Glyph } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { useNow } from '../../../ui/clock.js';
import { Clock } from '../../../ui/time.js';
import { ageText, ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';

type Delivery = IncidentDetail['deliveries'][number];

const KIND_TEXT: Readonly<Record<Delivery['noticeKind'], string>> = {
  opened: 'opened',
  updated: 'update',
  reminder: 'reminder',
  resolved: 'resolved',
  'opened-and-resolved': 'opened and resolved',
};

/** Which notice reached whom; what did not says why. */
export function DeliveriesPanel({ detail: { deliveries } }: { detail: IncidentDetail }) {
  if (deliveries.length === 0) return null;
  const dead = deliveries.filter((delivery) => delivery.state === 'dead').length;
  return (
    <Panel title="Who knows" end={counted(dead, 'dead letter')}>
      <table className="plain know">
        <thead className="hidden-visually">
          <tr>
            <th scope="col">Destination</th>
            <th scope="col">Notice</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.id}>
              <td>
                <b className="wrap">{delivery.destination}</b>{' '}
                <span className="dim">{delivery.channelName}</span>
              </td>
              <td className="dim" title={delivery.subject}>
                {KIND_TEXT[delivery.noticeKind]}
              </td>
              <td className="num">
                <DeliveryState delivery={delivery} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function DeliveryState({ delivery }: { delivery: Delivery }) {
  const now = useNow();
  if (delivery.state === 'delivered' && delivery.deliveredAt !== null) {
    return (
      <span className="ok" title={delivery.answer ?? undefined}>
        <Glyph name="check" /> delivered <Clock at={ms(delivery.deliveredAt)} />
      </span>
    );
  }
  if (delivery.state === 'dead') {
    return (
      <span className="gone" title={delivery.answer ?? undefined}>
        <Glyph name="cross" /> given up after {counted(delivery.attempts, 'try', 'tries')}
        {delivery.reason !== null && `: ${delivery.reason}`}
      </span>
    );
  }
  const next = delivery.nextAttemptAt === null ? null : ms(delivery.nextAttemptAt) - now;
  return (
    <span className="late" title={delivery.answer ?? undefined}>
      <Glyph name="clock" /> {delivery.reason ?? (delivery.state === 'sending' ? 'sending' : 'waiting')}
      {next !== null && next > 0 && delivery.attempts > 0 && `, retry in ${ageText(next)}`}
    </span>
  );
}
