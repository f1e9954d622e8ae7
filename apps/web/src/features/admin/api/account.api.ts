import { ownSession, recoveryCodes, secondFactor, startedFactor } from '@firewatch/shared/wire/account';
import { auditEntry, auditReport } from '@firewatch/shared/wire/audit';
import { page } from '@firewatch/shared/wire/primitives';
import { apiToken, madeToken, type newToken } from '@firewatch/shared/wire/tokens';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { command, request } from '../../../api/http.js';
import { peopleKey } from './people.api.js';

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: async ({ signal }) => (await request('me/sessions', page(ownSession), { signal })).items,
});
export const endSession = (id: string): Promise<void> => command(`me/sessions/${id}`, { method: 'DELETE' });
export const endOtherSessions = (): Promise<void> => command('me/sessions', { method: 'DELETE' });

export const changeOwnPassword = (old: string, password: string): Promise<void> =>
  command('me/password', { method: 'POST', body: { old, password } });

export const secondFactorQuery = queryOptions({
  queryKey: ['account', 'second-factor'],
  queryFn: ({ signal }) => request('me/second-factor', secondFactor, { signal }),
});
export const startFactor = () => request('me/second-factor', startedFactor, { method: 'POST' });
export const confirmFactor = (code: string) =>
  request('me/second-factor/confirmation', recoveryCodes, { method: 'POST', body: { code } });
export const renewRecoveryCodes = (password: string) =>
  request('me/second-factor/recovery-codes', recoveryCodes, { method: 'POST', body: { password } });
export const removeFactor = (password: string): Promise<void> =>
  command('me/second-factor', { method: 'DELETE', body: { password } });

/** One's own, for an owner everybody's. */
export const tokensQuery = queryOptions({
  queryKey: [...peopleKey, 'tokens'],
  queryFn: async ({ signal }) => (await request('tokens', page(apiToken), { signal })).items,
});
export const makeToken = (body: z.input<typeof newToken>) =>
  request('tokens', madeToken, { method: 'POST', body });
export const revokeToken = (id: string): Promise<void> => command(`tokens/${id}`, { method: 'DELETE' });

const auditPage = page(auditEntry);
export interface AuditWant {
  readonly action: string;
  readonly person: string;
}
export const auditKey = ['audit'];

export const auditPages = (want: AuditWant) =>
  infiniteQueryOptions({
    queryKey: [...auditKey, want.action, want.person],
    queryFn: ({ signal, pageParam }) =>
      request('audit', auditPage, {
        signal,
        query: {
          limit: 100,
          cursor: pageParam,
          action: want.action === '' ? undefined : want.action,
          person: want.person === '' ? undefined : want.person,
        },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
export const verifyAudit = () => request('audit/verify', auditReport, { method: 'POST' });
