import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { whenSessionEnds } from '../api/http.js';
import { keys } from '../api/keys.js';
import { makeQueryClient } from '../api/query-client.js';
import { LiveProvider } from '../live/live-context.js';
import { makeLive } from '../live/start-live.js';
import { ErrorBoundary } from './error-boundary.js';
import { makeRouter } from './router.js';

function makeApp() {
  const client = makeQueryClient();
  whenSessionEnds(() => client.setQueryData(keys.me, null));
  return { client, live: makeLive(client), router: makeRouter() };
}

export function App() {
  const [{ client, live, router }] = useState(makeApp);
  return (
    <ErrorBoundary>
      <QueryClientProvider client={client}>
        <LiveProvider value={live}>
          <RouterProvider router={router} />
        </LiveProvider>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
