import { momentText } from '@firewatch/shared/domain/maintenance-words';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { deviceMaintenanceQuery } from '../../../api/maintenance.api.js';
import { devicePushQuery } from '../../../api/push.api.js';
import { Glyph } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { Age, Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';

const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Above everything else: whoever looks must know that its alarms go nowhere. */
export function MaintenanceBanner({ id }: { id: string }) {
  const { data } = useQuery(deviceMaintenanceQuery(id));
  if (!data?.now) return null;
  const { until, reason, by } = data.now;
  return (
    <div className="banner unknown in-page" role="note">
      <Glyph name="clock" />
      <span>
        In maintenance until {momentText(zone(), ms(until))}: its alarms are withheld. {reason} ({by})
      </span>
      <Link className="btn small" to="/maintenance">
        Open maintenance
      </Link>
    </div>
  );
}

/** When it was or will be silent, and what it last said by itself. */
export function QuietPanel({ id }: { id: string }) {
  const maintenance = useQuery(deviceMaintenanceQuery(id)).data;
  const last = useQuery(devicePushQuery(id)).data?.last;
  const spell = maintenance?.spells.at(-1);
  return (
    <Panel title="Log lines and maintenance">
      <dl className="kv">
        <div className="kv-line">
          <dt>Last line</dt>
          <dd>
            {last ? (
              <>
                {last.text ?? `event ${last.eventId}`}{' '}
                <Age className="faint" at={ms(last.at)} suffix=" ago" />
                <br />
                <span className="mono faint">{last.message}</span>
              </>
            ) : (
              <span className="faint">none worth showing</span>
            )}
          </dd>
        </div>
        <div className="kv-line">
          <dt>Silent</dt>
          <dd>
            {spell ? (
              <>
                {maintenance?.now ? 'now, since' : 'last'} <Clock at={ms(spell.from)} seconds={false} />{' '}
                {maintenance?.now ? 'until' : 'to'} <Clock at={ms(spell.to)} seconds={false} />,{' '}
                {spell.reason}
              </>
            ) : (
              <span className="faint">not in 30 days</span>
            )}
            {maintenance?.next && (
              <>
                <br />
                next {momentText(zone(), ms(maintenance.next.from))}
              </>
            )}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
