import { Link } from 'react-router';
import { Tag } from '../../../ui/badge.js';
import { Glyph } from '../../../ui/glyph.js';
import { Age } from '../../../ui/time.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { ms } from '../../../words/time-text.js';
import type { FleetGroup } from '../model/fleet-view.js';

interface GroupLineProps {
  group: FleetGroup;
  /** Columns it spans. */
  span: number;
  onFold: (group: FleetGroup) => void;
}

/** A cause with its size and who knows; folds. */
export function GroupLine({ group, span, onFold }: GroupLineProps) {
  const ack = group.incident?.ack ?? null;
  const isKnown = ack !== null && group.newSinceAck === 0;
  return (
    <td colSpan={span} className="g">
      <button
        type="button"
        className="fold"
        aria-expanded={!group.isFolded}
        title={group.isFolded ? 'Show' : 'Fold'}
        onClick={() => onFold(group)}
      >
        <Glyph name={group.isFolded ? 'chevron-right' : 'chevron'} />
        <LookShape look={group.look} acked={isKnown} />
        <span className="t">{group.title}</span>
      </button>
      <span className="m">
        {group.note}
        {group.isQuiet && group.oldestReadAt !== null && (
          <>
            , oldest reading <Age at={ms(group.oldestReadAt)} />
          </>
        )}
      </span>
      <span className="end">
        {group.newSinceAck > 0 && <Tag tone="new">{group.newSinceAck} new since ack</Tag>}
        {ack !== null && (
          <span className="known" title={ack.reason}>
            <Glyph name="acked" /> {ack.by}, <Age at={ms(ack.at)} />: “{ack.reason}”
          </span>
        )}
        {group.incident !== null && ack === null && <b className="known">Nobody yet</b>}
        {group.incident !== null && (
          <Link className="link" to={`/incidents/${group.incident.id}`}>
            {group.incident.label}
          </Link>
        )}
        {group.isQuiet && group.isFolded && (
          <button
            type="button"
            className="link"
            onClick={() => onFold(group)}
            aria-label={`Show ${group.title}`}
          >
            Show
          </button>
        )}
      </span>
    </td>
  );
}
