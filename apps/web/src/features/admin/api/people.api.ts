import {
  addedPerson,
  customer,
  duties,
  editedPerson,
  type editPerson,
  invitation,
  type newPerson,
  person,
} from '@firewatch/shared/wire/access';
import { accessRules } from '@firewatch/shared/wire/account';
import { page } from '@firewatch/shared/wire/primitives';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { command, request } from '../../../api/http.js';
import { keys } from '../../../api/keys.js';

/** Named as the topic of the live link, which makes it be asked for again. */
export const peopleKey = keys.topic('people');

export const peopleQuery = queryOptions({
  queryKey: [...peopleKey, 'list'],
  queryFn: async ({ signal }) => (await request('users', page(person), { signal })).items,
});

export const customersQuery = queryOptions({
  queryKey: ['customers', 'names'],
  queryFn: async ({ signal }) => (await request('customers', page(customer), { signal })).items,
});

export const dutiesQuery = (id: string) =>
  queryOptions({
    queryKey: [...peopleKey, 'duties', id],
    queryFn: ({ signal }) => request(`users/${id}/duties`, duties, { signal }),
    staleTime: 0,
  });

export const addPerson = (body: z.input<typeof newPerson>) =>
  request('users', addedPerson, { method: 'POST', body });

export const changePerson = (id: string, body: z.input<typeof editPerson>) =>
  request(`users/${id}`, editedPerson, { method: 'PATCH', body });

export const invitePerson = (id: string) => request(`users/${id}/invitation`, invitation, { method: 'POST' });

export const dropFactorOf = (id: string): Promise<void> =>
  command(`users/${id}/second-factor`, { method: 'DELETE' });

export const accessRulesQuery = queryOptions({
  queryKey: [...peopleKey, 'rules'],
  queryFn: ({ signal }) => request('access-rules', accessRules, { signal }),
});

export const setAccessRules = (requireSecondFactor: boolean) =>
  request('access-rules', accessRules, { method: 'PUT', body: { requireSecondFactor } });
