import type { WithheldNotice } from '@firewatch/shared/wire/maintenance';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { withheldQuery } from '../../../api/maintenance.api.js';
import { Failed, Loading } from '../../../ui/states.js';
import { Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';

const KINDS: Readonly<Record<WithheldNotice['kind'], string>> = {
  opened: 'first notice',
  updated: 'update',
  reminder: 'reminder',
  resolved: 'end',
  'opened-and-resolved': 'came and went',
};
const OUTCOMES: Readonly<Record<WithheldNotice['outcome'], string>> = {
  silent: 'still silent',
  'came-and-went': 'came and went',
  told: 'told after all',
};

/** Which notices nobody got, when, to whom they would have gone, and what became of it. */
export function WithheldList({ windowId }: { windowId: string }) {
  const found = useQuery(withheldQuery(windowId));
  if (found.isError) {
    return (
      <Failed
        what="Could not load what was withheld"
        error={found.error}
        onRetry={() => void found.refetch()}
      />
    );
  }
  if (!found.data) return <Loading what="what was withheld" rows={2} />;
  const { items, summary } = found.data;
  return (
    <div className="withheld">
      <p>{summary.words}</p>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <Clock className="num faint" at={ms(item.at)} />
            <span>
              <Link to={`/incidents/${item.incident.id}`}>{item.incident.label}</Link> {KINDS[item.kind]}:{' '}
              {item.headline}
              <span className="faint">
                {item.to.length > 0 &&
                  `, would have gone to ${item.to.map((one) => `${one.destination} (${one.channel})`).join(', ')}`}
                , {OUTCOMES[item.outcome]}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
