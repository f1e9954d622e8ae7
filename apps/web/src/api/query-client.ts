import { QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './failure.js';

const MAX_TRIES = 3;

/** Worth another try: nothing arrived, or the server stumbled. A refusal stays a refusal. */
export const isWorthRetrying = (failures: number, error: unknown): boolean =>
  failures < MAX_TRIES &&
  error instanceof ApiFailure &&
  (error.kind === 'network' || (error.status !== null && error.status >= 500));

export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: isWorthRetrying, staleTime: 5_000, retryDelay: (tries) => 500 * 2 ** tries },
      mutations: { retry: false },
    },
  });
