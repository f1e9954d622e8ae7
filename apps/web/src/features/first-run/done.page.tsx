import { Link } from 'react-router';
import { useFleet } from '../../live/live-context.js';
import { LookShape } from '../../ui/verdict-icon.js';
import { counted } from '../../words/verdict-text.js';

/** Last step: what is watched now, and the way to it. */
export function DonePage() {
  const { rows, isLoaded } = useFleet();
  const protecting = rows.filter((row) => row.worst.verdict === 'protecting').length;
  const isWatching = rows.length > 0;
  return (
    <>
      <title>Ready, Firewatch</title>
      <div className="head">
        <div>
          <h1 className="run-done">
            <LookShape look={isWatching ? 'protecting' : 'unknown'} />
            <span>{isWatching || !isLoaded ? 'Firewatch is watching' : 'Nothing is watched yet'}</span>
          </h1>
          <p>
            {isWatching
              ? `${counted(rows.length, 'firewall')}, ${protecting} protecting. You hear of a loss within minutes, once, with the cause.`
              : 'Add a firewall to see what it protects.'}
          </p>
        </div>
        <div className="actions">
          {!isWatching && isLoaded && (
            <Link className="btn" to="/devices/new">
              Add a firewall
            </Link>
          )}
          <Link className="btn primary" to="/">
            Open the fleet
          </Link>
        </div>
      </div>
    </>
  );
}
