import { incidentsQuery } from '../../../api/incidents.api.js';
import { useQuery } from '@tanstack/react-query';
import { byUrgency } from '../../../acting/incident-order.js';
import { countRows } from '../../../coverage/counts.js';
import { fleetHeadline } from '../../../coverage/headline.js';
import { useFleet } from '../../../live/live-context.js';
import { useNow } from '../../../ui/clock.js';
import { Failed, Loading } from '../../../ui/states.js';
import { ageText, localTime, ms } from '../../../words/time-text.js';
import { asSentence, counted } from '../../../words/verdict-text.js';
import { wallBoard } from '../wall-tiles.js';
import { CustomerTile } from './customer-tile.js';
import { Side } from './side.js';

/** Clock and counts at the left, what is wrong and where at the right. */
export function Board({ error }: { error: Error | null }) {
  const { rows, isLoaded } = useFleet();
  const now = useNow();
  if (!isLoaded)
    return (
      <main className="wall-wait">
        <title>Wallboard, Firewatch</title>
        {error ? (
          <Failed what="Could not load the fleet" error={error} still="Alerts still go out." />
        ) : (
          <Loading what="the fleet" rows={3} />
        )}
      </main>
    );
  const counts = countRows(rows);
  const { title } = fleetHeadline(counts, now);
  const board = wallBoard(rows);
  return (
    <main className="wall">
      <title>{`${title}, Firewatch`}</title>
      <Side counts={counts} />
      <section className="wall-field" aria-label="Fleet">
        <h1>{title}</h1>
        <Cause />
        <div className={`boards is-${board.density}`}>
          {board.customers.map((customer) => (
            <CustomerTile key={customer.id} customer={customer} now={now} />
          ))}
          {board.quiet.customers > 0 && (
            <section className="board">
              <h2>{counted(board.quiet.customers, 'other customer')}</h2>
              <p>{counted(board.quiet.devices, 'firewall')}, nothing to do</p>
            </section>
          )}
        </div>
        <p className="wall-foot">Read-only board. If this clock stands still, do not trust the screen.</p>
      </section>
    </main>
  );
}

/** The most urgent open incident: since when, likely why, who is on it. */
function Cause() {
  const now = useNow();
  const { data } = useQuery(incidentsQuery('open'));
  const [top] = data ? data.items.toSorted(byUrgency) : [];
  if (!top) return null;
  const { ack } = top;
  const who =
    ack === null
      ? 'Nobody has acknowledged it.'
      : `${ack.by} is on it since ${localTime.since(ms(ack.at), now, false)}${ack.newSince > 0 ? `; ${ack.newSince} new since` : ''}.`;
  return (
    <p className="wall-sub">
      <b>
        {top.label}, since {localTime.since(ms(top.since), now, false)} ({ageText(now - ms(top.since))}).
      </b>{' '}
      {asSentence(top.likely)} {who}
    </p>
  );
}
