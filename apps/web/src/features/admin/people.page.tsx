import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../ui/panel.js';
import { Failed, Loading } from '../../ui/states.js';
import { counted } from '../../words/verdict-text.js';
import { peopleQuery } from './api/people.api.js';

export function PeoplePage() {
  const people = useQuery(peopleQuery);
  return (
    <>
      <title>People, Firewatch</title>
      <div className="head">
        <div>
          <h1>People</h1>
          <p>{people.data ? `${counted(people.data.length, 'person', 'people')} may sign in.` : ''}</p>
        </div>
      </div>
      <Panel title="People">
        {people.isPending && <Loading what="the people" rows={3} />}
        {people.isError && (
          <Failed
            what="Could not load the people"
            error={people.error}
            onRetry={() => void people.refetch()}
          />
        )}
      </Panel>
    </>
  );
}
