import { OUTCOME_WORDS } from '@firewatch/shared/domain/resync-words';
import { SERVICE_WORDS, SERVICES } from '@firewatch/shared/domain/service';
import { isBad } from '@firewatch/shared/domain/verdict-words';
import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { toneOf, type Snapshot } from './run-words.js';

/** "IPS: Not Licensed → Licensed" in the vendor's own words. */
function rawText(before: Snapshot | null, after: Snapshot | null): string {
  return SERVICES.flatMap((service) => {
    const was = before?.services[service];
    const is = after?.services[service];
    if (!was || (!isBad(was.verdict) && was.raw === is?.raw)) return [];
    const now = is === undefined ? 'not read since' : is.raw;
    return [`${SERVICE_WORDS[service].name}: "${was.raw}" -> "${now}"`];
  }).join('; ');
}

const line = (device: RunDeviceView): string =>
  [
    device.serial ?? 'serial not read',
    device.model ?? 'model unknown',
    device.firmware ?? 'firmware unknown',
    device.startedAt === null ? 'not begun' : `begun ${device.startedAt}`,
    device.settledAt === null ? '' : `settled ${device.settledAt}`,
    device.outcome === null ? device.phase : OUTCOME_WORDS[device.outcome],
    rawText(device.before, device.after),
  ]
    .filter(Boolean)
    .join('; ');

/** For a vendor's ticket: serials, times in UTC, the vendor's own words. Customers are not named. */
export function ticketText(detail: ResyncRunDetail): string {
  const { row } = detail;
  const failed = detail.devices.filter((device) => toneOf(device) === 'bad');
  const rest = detail.devices.filter((device) => toneOf(device) !== 'bad');
  const part = (title: string, devices: readonly RunDeviceView[]): string[] =>
    devices.length === 0 ? [] : ['', `${title} (${devices.length})`, ...devices.map(line)];
  return [
    `${row.label} ${row.headline}`,
    `Started ${row.startedAt ?? 'not yet'}, as of ${detail.asOf}. Times in UTC.`,
    ...part('Not restored', failed),
    ...part('Others', rest),
  ].join('\n');
}
