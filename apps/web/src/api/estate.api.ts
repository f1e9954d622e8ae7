import type { Baseline } from '@firewatch/shared/domain/fact';
import { customer } from '@firewatch/shared/wire/access';
import {
  type ApproveAnswer,
  approveAnswer,
  type BulkAnswer,
  bulkAnswer,
  type bulkChange,
  changedCount,
  customerRemoval,
  type Group,
  group,
  type ImportAnswer,
  importAnswer,
  type ImportPreview,
  importPreview,
  waitingDevice,
} from '@firewatch/shared/wire/estate';
import { page } from '@firewatch/shared/wire/primitives';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { command, request } from './http.js';
import { keys } from './keys.js';

export const waitingQuery = queryOptions({
  queryKey: keys.topic('waiting'),
  queryFn: async ({ signal }) => (await request('waiting-devices', page(waitingDevice), { signal })).items,
  // An approved one that turns out to have no API comes back without an event of its own.
  refetchInterval: 10_000,
});

export const groupsQuery = queryOptions({
  queryKey: keys.topic('groups'),
  queryFn: async ({ signal }) => (await request('groups', page(group), { signal })).items,
});

export const customersQuery = queryOptions({
  queryKey: ['customers'],
  queryFn: async ({ signal }) => (await request('customers', page(customer), { signal })).items,
});

export const previewImport = (csv: string): Promise<ImportPreview> =>
  request('devices/import', importPreview, { method: 'POST', body: { csv } });

export const commitImport = (id: string, onlyGood: boolean): Promise<ImportAnswer> =>
  request(`devices/import/${id}/commit`, importAnswer, { method: 'POST', body: { onlyGood } });

/** As many as one request carries; a longer list goes in several. */
const AT_ONCE = 1_000;

export async function approveWaiting(
  items: readonly { readonly id: string; readonly fingerprint: string }[],
  reason: string,
): Promise<ApproveAnswer> {
  const all: ApproveAnswer = { approved: [], refused: [] };
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const body = { items: items.slice(from, from + AT_ONCE), reason };
    const answer = await request('waiting-devices/approve', approveAnswer, { method: 'POST', body });
    all.approved.push(...answer.approved);
    all.refused.push(...answer.refused);
  }
  return all;
}

export const lookAgain = (ids: readonly string[]) =>
  request('waiting-devices/look', changedCount, { method: 'POST', body: { ids } });

export const dismissWaiting = (ids: readonly string[], reason: string) =>
  request('waiting-devices/dismiss', changedCount, { method: 'POST', body: { ids, reason } });

export const changeMany = (body: z.input<typeof bulkChange>): Promise<BulkAnswer> =>
  request('devices/bulk', bulkAnswer, { method: 'POST', body });

export const readMany = (deviceIds: readonly string[]): Promise<BulkAnswer> =>
  request('devices/bulk-read', bulkAnswer, { method: 'POST', body: { deviceIds } });

export const removeMany = (deviceIds: readonly string[], reason: string) =>
  request('devices/bulk-remove', changedCount, { method: 'POST', body: { deviceIds, reason } });

export const createGroup = (body: {
  readonly name: string;
  readonly customerId: string | null;
}): Promise<Group> => request('groups', group, { method: 'POST', body });

export const renameGroup = (id: string, name: string): Promise<Group> =>
  request(`groups/${id}`, group, { method: 'PATCH', body: { name } });

export const setGroupBaseline = (id: string, baseline: Baseline, reason: string): Promise<Group> =>
  request(`groups/${id}`, group, { method: 'PATCH', body: { baseline, reason } });

export const removeGroup = (id: string): Promise<void> => command(`groups/${id}`, { method: 'DELETE' });

export const removalQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customers', customerId, 'removal'],
    queryFn: ({ signal }) => request(`customers/${customerId}/removal`, customerRemoval, { signal }),
    gcTime: 0,
    staleTime: 0,
  });

export const removeCustomer = (id: string, name: string, reason: string): Promise<void> =>
  command(`customers/${id}`, { method: 'DELETE', body: { name, reason } });
