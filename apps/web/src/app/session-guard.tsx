import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { meQuery } from '../api/access.api.js';
import { keys } from '../api/keys.js';
import { MeProvider } from '../session/me-context.js';
import { pageClock } from '../ui/clock.js';
import { Failed, Loading } from '../ui/states.js';
import { Shell } from './shell.js';

/** Only where the owners require a second factor and this person has none yet. */
const EnrolFirstPage = lazy(async () => ({
  default: (await import('../features/admin/enrol-first.page.js')).EnrolFirstPage,
}));

/** Lets signed-in people in; others go to sign in and come back to where they were. */
export function SessionGuard() {
  const me = useQuery(meQuery);
  const location = useLocation();
  const client = useQueryClient();
  useEffect(() => {
    if (me.data) pageClock.heard(Date.parse(me.data.serverNow));
  }, [me.data]);

  if (me.data?.mustEnrol) {
    return (
      <MeProvider value={me.data}>
        <Suspense fallback={null}>
          <EnrolFirstPage onDone={() => void client.invalidateQueries({ queryKey: keys.me })} />
        </Suspense>
      </MeProvider>
    );
  }
  if (me.data) {
    return (
      <MeProvider value={me.data}>
        <Shell />
      </MeProvider>
    );
  }
  if (me.data === null) {
    const next = `${location.pathname}${location.search}`;
    const to = next === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ next }).toString()}`;
    // The first answer of all was "nobody" for a new visitor; a later one ended a session.
    const ended = (client.getQueryState(keys.me)?.dataUpdateCount ?? 0) > 1;
    return <Navigate to={to} replace state={{ ended }} />;
  }
  return (
    <main>
      {me.isError ? (
        <Failed
          what="Could not find out who is signed in"
          error={me.error}
          still="Alerts still go out."
          onRetry={() => void me.refetch()}
        />
      ) : (
        <Loading what="the server" rows={3} />
      )}
    </main>
  );
}
