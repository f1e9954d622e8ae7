import { customer, site, type Customer } from '@firewatch/shared/wire/access';
import type { newDevice } from '@firewatch/shared/wire/device-edit';
import { deviceDetail, type DeviceDetail } from '@firewatch/shared/wire/devices';
import {
  lookAnswer,
  tryAnswer,
  type LookAnswer,
  type lookRequest,
  type TryAnswer,
  type tryRequest,
} from '@firewatch/shared/wire/enrolment';
import { page } from '@firewatch/shared/wire/primitives';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { request } from '../../../api/http.js';

export const customersKey = ['customers'] as const;

export const customersQuery = queryOptions({
  queryKey: customersKey,
  queryFn: async ({ signal }) => (await request('customers', page(customer), { signal })).items,
});

export const createCustomer = (name: string): Promise<Customer> =>
  request('customers', customer, { method: 'POST', body: { name } });

export const createSite = (customerId: string, name: string): Promise<z.infer<typeof site>> =>
  request('sites', site, { method: 'POST', body: { customerId, name } });

export const look = (body: z.input<typeof lookRequest>, signal?: AbortSignal): Promise<LookAnswer> =>
  request('devices/look', lookAnswer, { method: 'POST', body, signal });

export const tryAccess = (body: z.input<typeof tryRequest>, signal?: AbortSignal): Promise<TryAnswer> =>
  request('devices/try', tryAnswer, { method: 'POST', body, signal });

export const createDevice = (body: z.input<typeof newDevice>): Promise<DeviceDetail> =>
  request('devices', deviceDetail, { method: 'POST', body });
