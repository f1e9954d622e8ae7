import type { DeviceDetail, DeviceRow } from '@firewatch/shared/wire/devices';

/** The answer with the verdicts of a row that may be newer, or that has run out since. */
export const mergeShown = (detail: DeviceDetail, row: DeviceRow): DeviceDetail => ({
  ...detail,
  row,
  services: detail.services.map((service) => ({
    ...service,
    shown: row.services[service.service] ?? service.shown,
  })),
});
