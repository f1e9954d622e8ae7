import type { OwnSession } from '@firewatch/shared/wire/account';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { Failed, Loading } from '../../../ui/states.js';
import { Age } from '../../../ui/time.js';
import { toast } from '../../../ui/toast.js';
import { ms } from '../../../words/time-text.js';
import { endOtherSessions, endSession, sessionsQuery } from '../api/account.api.js';

/** Where one is signed in. */
export function SessionsPanel() {
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const end = async (work: Promise<void>, said: string): Promise<void> => {
    try {
      await work;
      toast(said);
    } catch (error) {
      toast(error instanceof Error ? `Not ended. ${error.message}` : 'Not ended.', { isError: true });
    }
    void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  };
  return (
    <Panel
      title="Sessions"
      note="where you are signed in"
      end={
        sessions.data &&
        sessions.data.length > 1 && (
          <Button small onClick={() => void end(endOtherSessions(), 'All other sessions ended.')}>
            End all others
          </Button>
        )
      }
    >
      {sessions.isPending && <Loading what="the sessions" rows={2} />}
      {sessions.isError && (
        <Failed
          what="Could not load the sessions"
          error={sessions.error}
          onRetry={() => void sessions.refetch()}
        />
      )}
      {sessions.data && (
        <ul className="rows" aria-label="Sessions">
          {sessions.data.map((session) => (
            <SessionLine
              key={session.id}
              session={session}
              onEnd={() => void end(endSession(session.id), 'Session ended.')}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function SessionLine({ session, onEnd }: { session: OwnSession; onEnd: () => void }) {
  const from = session.address === '' ? 'unknown address' : session.address;
  return (
    <li className="row">
      <div className="row-main">
        <h3>
          {from} {session.isThis && <Tag>this one</Tag>}
        </h3>
        <p className="dim wrap">{session.userAgent}</p>
      </div>
      <p className="row-facts dim">
        Active <Age at={ms(session.seenAt)} suffix=" ago" />, opened{' '}
        <Age at={ms(session.createdAt)} suffix=" ago" />
      </p>
      <div className="row-acts">
        {!session.isThis && (
          <Button small onClick={onEnd} aria-label={`End the session from ${from}`}>
            End
          </Button>
        )}
      </div>
    </li>
  );
}
