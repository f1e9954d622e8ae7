import {
  deviceMaintenance,
  maintenancePreview,
  maintenanceWindow,
  silentDevices,
  wouldHavePaged,
  type endMaintenance,
  type MaintenancePreview,
  type MaintenanceWindow,
  type maintenancePlan,
  type newMaintenance,
} from '@firewatch/shared/wire/maintenance';
import { page } from '@firewatch/shared/wire/primitives';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { request } from './http.js';
import { keys } from './keys.js';

/** Named as the topic of the live link, which makes all of it be asked for again. */
export const maintenanceKey = keys.topic('maintenance');

export const windowsQuery = queryOptions({
  queryKey: [...maintenanceKey, 'list'],
  queryFn: async ({ signal }) => (await request('maintenance', page(maintenanceWindow), { signal })).items,
});

/** Firewalls that are silent now, by id. */
export const silentQuery = queryOptions({
  queryKey: [...maintenanceKey, 'devices'],
  queryFn: async ({ signal }) => {
    const { items } = await request('maintenance/devices', silentDevices, { signal });
    return Object.fromEntries(items.map((item) => [item.deviceId, item]));
  },
});

export const deviceMaintenanceQuery = (deviceId: string) =>
  queryOptions({
    queryKey: [...maintenanceKey, 'device', deviceId],
    queryFn: ({ signal }) => request(`devices/${deviceId}/maintenance`, deviceMaintenance, { signal }),
  });

export const withheldQuery = (windowId: string) =>
  queryOptions({
    queryKey: [...maintenanceKey, 'withheld', windowId],
    queryFn: ({ signal }) => request(`maintenance/${windowId}/would-have-paged`, wouldHavePaged, { signal }),
  });

export const previewWindow = (
  body: z.input<typeof maintenancePlan>,
  signal?: AbortSignal,
): Promise<MaintenancePreview> =>
  request('maintenance/preview', maintenancePreview, { method: 'POST', body, signal });

export const createWindow = (body: z.input<typeof newMaintenance>): Promise<MaintenanceWindow> =>
  request('maintenance', maintenanceWindow, { method: 'POST', body });

export const moveWindow = (id: string, to: number, reason: string): Promise<MaintenanceWindow> =>
  request(`maintenance/${id}`, maintenanceWindow, {
    method: 'PATCH',
    body: { to: new Date(to).toISOString(), reason },
  });

export const endWindow = (id: string, body: z.input<typeof endMaintenance>): Promise<MaintenanceWindow> =>
  request(`maintenance/${id}/end`, maintenanceWindow, { method: 'POST', body });
