import { me, setUpState, type Me } from '@firewatch/shared/wire/access';
import { queryOptions } from '@tanstack/react-query';
import { ApiFailure } from './failure.js';
import { command, request } from './http.js';
import { keys } from './keys.js';

/** Who is signed in; null = nobody, which is an answer and not an error. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await request('me', me, { signal });
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) return null;
      throw error;
    }
  },
});

/** Is there still no owner? */
export const setUpQuery = queryOptions({
  queryKey: keys.setUp,
  queryFn: ({ signal }) => request('setup', setUpState, { signal }),
});

/** With a second factor the first try is refused with a fault at `code`; the second brings it. */
export const signIn = (email: string, password: string, code?: string): Promise<void> =>
  command('session', {
    method: 'POST',
    body: { email, password, ...(code === undefined ? {} : { code }) },
  });

/** The same answer whether anybody signs in with this address or not. */
export const askForLink = (email: string): Promise<void> =>
  command('password/forgot', { method: 'POST', body: { email } });

export const choosePassword = (token: string, password: string): Promise<void> =>
  command('password/link', { method: 'POST', body: { token, password } });

export const signInByLink = (token: string): Promise<void> =>
  command('session/link', { method: 'POST', body: { token } });

export const signOut = (): Promise<void> => command('session', { method: 'DELETE' });

/** Who changes what is watched. */
export const mayEdit = (person: Me): boolean => person.role === 'owner' || person.role === 'engineer';

/** Viewers look; every other role may act. */
export const mayAct = (person: Me): boolean => person.role !== 'viewer';
