import type { MaintenanceTarget } from '@firewatch/shared/domain/maintenance';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { maintenancePlan } from '@firewatch/shared/wire/maintenance';
import type { z } from 'zod';

type Plan = z.input<typeof maintenancePlan>;

export interface WindowForm {
  readonly kind: MaintenanceTarget;
  /** Ids, or tags. */
  readonly chosen: readonly string[];
  readonly repeats: boolean;
  /** `2026-11-22T02:00` by the clock of this browser; empty = now. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly weekdays: readonly number[];
  readonly start: string;
  readonly end: string;
  readonly reason: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly note: string;
}

/** How long a window lasts until somebody writes another end. */
const USUAL_MS = 2 * 3_600_000;
const SUNDAY = 7;

const two = (value: number): string => String(value).padStart(2, '0');

/** Form of `<input type="datetime-local">`. */
export function localText(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Epoch ms of it; null = not a time. */
export function localInstant(text: string): number | null {
  const at = new Date(text).getTime();
  return text === '' || Number.isNaN(at) ? null : at;
}

export const emptyForm = (now: number, zone: string): WindowForm => ({
  kind: 'device',
  chosen: [],
  repeats: false,
  from: '',
  to: localText(now + USUAL_MS),
  zone,
  weekdays: [SUNDAY],
  start: '02:00',
  end: '04:00',
  reason: '',
});

type Named = readonly [value: string, label: string];

function namesIn(row: DeviceRow, kind: MaintenanceTarget): readonly Named[] {
  switch (kind) {
    case 'device':
      return [[row.id, `${row.name}, ${row.customerName}`]];
    case 'site':
      return row.siteId === null ? [] : [[row.siteId, `${row.siteName ?? 'site'}, ${row.customerName}`]];
    case 'customer':
      return [[row.customerId, row.customerName]];
    case 'group':
      return row.group === null ? [] : [[row.group.id, row.group.name]];
    case 'tag':
      return row.tags.map((tag) => [tag, tag] as const);
  }
}

/** What can be chosen of a kind, by name, with how many firewalls each has. */
export function choicesOf(rows: readonly DeviceRow[], kind: MaintenanceTarget): readonly Choice[] {
  const found = new Map<string, { label: string; count: number }>();
  for (const row of rows) {
    for (const [value, label] of namesIn(row, kind)) {
      found.set(value, { label, count: (found.get(value)?.count ?? 0) + 1 });
    }
  }
  return [...found]
    .map(([value, { label, count }]) => ({
      value,
      label,
      note: kind === 'device' ? '' : `${count} firewall${count === 1 ? '' : 's'}`,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** Another begin; an end that it passed goes along, so that no half-written form is refused. */
export function withBegin({ to }: Pick<WindowForm, 'to'>, from: string): Pick<WindowForm, 'from' | 'to'> {
  const [begins, ends] = [localInstant(from), localInstant(to)];
  if (begins === null || (ends !== null && ends > begins)) return { from, to };
  return { from, to: localText(begins + USUAL_MS) };
}

function endFault({ repeats, from, to }: WindowForm): string | false {
  if (repeats) return false;
  const [begins, ends] = [localInstant(from), localInstant(to)];
  if (ends === null) return 'Ends is missing; a day and a time are accepted.';
  return begins !== null && ends <= begins && 'Ends is not after Begins; a later time is accepted.';
}

/** What is wrong before anybody is asked; `false` = nothing. */
export function windowFaults(form: WindowForm): Readonly<Record<string, string | false>> {
  return {
    target: form.chosen.length === 0 && 'Choose at least one.',
    'when.to': endFault(form),
    'when.weekdays': form.repeats && form.weekdays.length === 0 && 'Choose at least one day.',
  };
}

/** The request; null = not yet complete. */
export function planOf(form: WindowForm): Plan | null {
  if (Object.values(windowFaults(form)).some((fault) => fault !== false)) return null;
  const { kind, chosen, from, to } = form;
  const target: Plan['target'] = kind === 'tag' ? { kind, tags: [...chosen] } : { kind, ids: [...chosen] };
  if (form.repeats) {
    const { zone, start, end, weekdays } = form;
    return { target, when: { kind: 'weekly', zone, weekdays: [...weekdays], start, end } };
  }
  const [begins, ends] = [localInstant(from), localInstant(to)];
  if (ends === null) return null;
  return {
    target,
    when: {
      kind: 'once',
      from: begins === null ? null : new Date(begins).toISOString(),
      to: new Date(ends).toISOString(),
    },
  };
}
