import {
  credentialSet,
  credentialSetDetail,
  type CredentialSet,
  type newCredentialSet,
} from '@firewatch/shared/wire/devices';
import { page } from '@firewatch/shared/wire/primitives';
import { vendorInfo } from '@firewatch/shared/wire/vendors';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { command, request } from './http.js';
import { keys } from './keys.js';

export const credentialSetsKey = keys.topic('credentials');

export const vendorsQuery = queryOptions({
  queryKey: ['vendors'],
  staleTime: Infinity,
  queryFn: async ({ signal }) => (await request('vendors', page(vendorInfo), { signal })).items,
});

export const credentialSetsQuery = queryOptions({
  queryKey: [...credentialSetsKey, 'list'],
  queryFn: async ({ signal }) => (await request('credential-sets', page(credentialSet), { signal })).items,
});

/** One set with the firewalls that are read with it. */
export const credentialSetQuery = (id: string) =>
  queryOptions({
    queryKey: [...credentialSetsKey, 'one', id],
    queryFn: ({ signal }) => request(`credential-sets/${id}`, credentialSetDetail, { signal }),
  });

export const createCredentialSet = (body: z.input<typeof newCredentialSet>): Promise<CredentialSet> =>
  request('credential-sets', credentialSet, { method: 'POST', body });

export const renameCredentialSet = (id: string, name: string): Promise<CredentialSet> =>
  request(`credential-sets/${id}`, credentialSet, { method: 'PATCH', body: { name } });

export const replaceSecret = (
  setId: string,
  credential: Readonly<Record<string, string>>,
): Promise<CredentialSet> =>
  request(`credential-sets/${setId}/secret`, credentialSet, { method: 'PUT', body: { credential } });

export const removeCredentialSet = (id: string): Promise<void> =>
  command(`credential-sets/${id}`, { method: 'DELETE' });
