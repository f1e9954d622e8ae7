import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { resyncChoice, type ResyncChoice } from '@firewatch/shared/wire/resync';

type ByFilter = Extract<ResyncChoice, { by: 'filter' }>;
export type FilterForm = Readonly<
  Record<'customer' | 'verdict' | 'vendor' | 'tag' | 'group' | 'search', string>
>;

export const EMPTY_FILTER: FilterForm = {
  customer: '',
  verdict: '',
  vendor: '',
  tag: '',
  group: '',
  search: '',
};

const FILTER_KEYS = ['customer', 'verdict', 'vendor', 'tag', 'group', 'search'] as const;

/** The request of a filter; empty fields filter nothing. */
export function filterChoice(form: FilterForm): ByFilter | null {
  const given = FILTER_KEYS.flatMap((key) => (form[key].trim() === '' ? [] : [[key, form[key].trim()]]));
  const parsed = resyncChoice.safeParse({ by: 'filter', ...Object.fromEntries(given) });
  return parsed.success && parsed.data.by === 'filter' ? parsed.data : null;
}

/**
 * What an address or the page before has chosen; null = nothing yet, a person chooses here.
 * @param handed device ids handed over by the page before: too many for an address.
 */
export function choiceOf(params: URLSearchParams, handed: unknown): ResyncChoice | null {
  const listed = resyncChoice.safeParse({ by: 'list', deviceIds: handed });
  if (listed.success) return listed.data;
  const incidentId = params.get('incident');
  if (incidentId !== null) return parsed({ by: 'incident', incidentId });
  const devices = params.get('devices');
  if (devices !== null) return parsed({ by: 'list', deviceIds: devices.split(',').filter(Boolean) });
  const filter = Object.fromEntries(FILTER_KEYS.map((key) => [key, params.get(key) ?? '']));
  if (FILTER_KEYS.every((key) => filter[key] === '')) return null;
  return filterChoice({ ...EMPTY_FILTER, ...filter });
}

function parsed(value: unknown): ResyncChoice | null {
  const result = resyncChoice.safeParse(value);
  return result.success ? result.data : null;
}

const has = (where: string, what: string): boolean => where.toLowerCase().includes(what.toLowerCase());

/** Would the filter take this row? As the fleet table filters. */
export function matches(row: DeviceRow, form: FilterForm): boolean {
  const search = form.search.trim();
  return (
    (form.customer === '' || row.customerId === form.customer) &&
    (form.verdict === '' || row.worst.verdict === form.verdict) &&
    (form.vendor === '' || row.vendor === form.vendor) &&
    (form.tag === '' || row.tags.includes(form.tag)) &&
    (form.group === '' || row.group?.id === form.group) &&
    (search === '' ||
      [row.name, row.customerName, row.siteName ?? '', row.model ?? '', row.serial ?? ''].some((text) =>
        has(text, search),
      ))
  );
}
