import { SERVICES } from '@firewatch/shared/domain/service';
import { deviceList, type DeviceRow } from '@firewatch/shared/wire/devices';
import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import type { Page } from 'playwright-core';
import {
  failed,
  restored,
  runDetail,
  runDevice,
  working,
} from '../../apps/web/src/features/resync/model/run.builder.ts';
import { aRow, EXPOSED, UNKNOWN } from '../../apps/web/src/live/device-row.builder.ts';

const CUSTOMERS = 200;
const BATCHES = 10;
const numbers = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

/** Every third lost its services, every tenth is silent; the last one is the only one of its model. */
function fleetRow(number: number, size: number): DeviceRow {
  const customer = number % CUSTOMERS;
  const judgement =
    number % 3 === 0
      ? EXPOSED
      : number % 10 === 1
        ? UNKNOWN
        : ({ verdict: 'protecting', reason: 'ok' } as const);
  return aRow(number, {
    name: `FW-${String(number).padStart(5, '0')}`,
    customerId: `00000000-0000-4000-8001-${String(customer).padStart(12, '0')}`,
    customerName: `Customer ${String(customer).padStart(3, '0')}`,
    model: number === size - 1 ? 'NSsp 15700' : 'TZ 470',
    worst: judgement,
    services: Object.fromEntries(SERVICES.map((service) => [service, judgement])),
    readAt: new Date().toISOString(),
    shownUntil: new Date(Date.now() + 3_600_000).toISOString(),
  });
}

/** From here on the page is told of a fleet of this size. */
export async function answerWithFleet(page: Page, size: number): Promise<void> {
  const items = numbers(size).map((number) => fleetRow(number, size));
  await page.unroute(isDeviceList);
  await page.route(isDeviceList, async (route) => {
    const response = await route.fetch();
    const list = deviceList.parse(await response.json());
    await route.fulfill({ response, json: { ...list, items, total: size } });
  });
}
const isDeviceList = (url: URL): boolean => url.pathname === '/api/v1/devices';

const waveOf = (number: number, size: number): number => 1 + Math.floor((number * BATCHES) / size);

/** The plan of a run over so many firewalls, in ten waves. */
export const largePlan = (size: number): ResyncRunDetail =>
  runDetail(
    numbers(size).map((number) => runDevice(number, { wave: waveOf(number, size) })),
    'planned',
  );

/** The same half way: proven, failed, at work, waiting. */
export function largeRun(size: number): ResyncRunDetail {
  const device = (number: number): RunDeviceView => {
    const wave = waveOf(number, size);
    if (number >= size / 2) return runDevice(number, { wave });
    if (number % 100 === 7) return failed(number, 'unchanged', { wave });
    return number > size / 2 - 10 ? working(number, { wave }) : restored(number, { wave });
  };
  return runDetail(numbers(size).map(device), 'running');
}

/** From here on the page is told of this run; where it stands. */
export async function answerWithRun(page: Page, detail: ResyncRunDetail): Promise<string> {
  const isRun = `**/api/v1/resync-runs/${detail.row.id}`;
  const isLog = `${isRun}/log?*`;
  for (const path of [isRun, isLog]) await page.unroute(path);
  await page.route(isRun, (route) => route.fulfill({ json: detail }));
  await page.route(isLog, (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
  return `/resync/${detail.row.id}`;
}
