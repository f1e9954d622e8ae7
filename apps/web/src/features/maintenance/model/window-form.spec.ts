import { describe, expect, it } from 'vitest';
import { aRow } from '../../../live/device-row.builder.js';
import {
  choicesOf,
  emptyForm,
  localInstant,
  localText,
  planOf,
  windowFaults,
  withBegin,
} from './window-form.js';

const NOW = Date.parse('2026-11-22T03:00:00Z');
const form = emptyForm(NOW, 'Europe/London');

describe('planOf', () => {
  it('is nothing until something is chosen, and names what is missing', () => {
    expect(planOf(form)).toBeNull();
    expect(windowFaults(form)['target']).toBe('Choose at least one.');
    expect(windowFaults({ ...form, chosen: ['a'], to: '' })['when.to']).toContain('is missing');
    expect(windowFaults({ ...form, repeats: true, weekdays: [] })['when.weekdays']).toContain(
      'at least one day',
    );
  });

  it('starts now for two hours unless told otherwise', () => {
    expect(planOf({ ...form, chosen: ['a'] })).toEqual({
      target: { kind: 'device', ids: ['a'] },
      when: { kind: 'once', from: null, to: '2026-11-22T05:00:00.000Z' },
    });
  });

  it('repeats by the clocks of the zone', () => {
    expect(planOf({ ...form, kind: 'tag', chosen: ['night'], repeats: true })).toEqual({
      target: { kind: 'tag', tags: ['night'] },
      when: { kind: 'weekly', zone: 'Europe/London', weekdays: [7], start: '02:00', end: '04:00' },
    });
  });
});

describe('withBegin', () => {
  const later = localText(NOW + 24 * 3_600_000);
  it('takes an end along that the begin has passed, and leaves a later one alone', () => {
    expect(withBegin(form, later)).toEqual({ from: later, to: localText(NOW + 26 * 3_600_000) });
    const far = localText(NOW + 48 * 3_600_000);
    expect(withBegin({ to: far }, later)).toEqual({ from: later, to: far });
    expect(withBegin(form, '')).toEqual({ from: '', to: form.to });
  });
  it('is why an end before the begin has to be written by a person, who is told', () => {
    const turned = { ...form, chosen: ['a'], from: later };
    expect(windowFaults(turned)['when.to']).toBe('Ends is not after Begins; a later time is accepted.');
    expect(planOf(turned)).toBeNull();
  });
});

it('reads back the local time it wrote', () => {
  expect(localInstant(localText(NOW))).toBe(NOW);
  expect(localInstant('')).toBeNull();
});

it('offers customers, groups and tags with how many firewalls each has', () => {
  const rows = [
    aRow(1, { name: 'A', customerId: 'c', customerName: 'Cedar', tags: ['night'] }),
    aRow(2, { name: 'B', customerId: 'c', customerName: 'Cedar', tags: ['night', 'ha'] }),
  ];
  expect(choicesOf(rows, 'customer')).toEqual([{ value: 'c', label: 'Cedar', note: '2 firewalls' }]);
  expect(choicesOf(rows, 'tag').map((one) => `${one.label}: ${one.note}`)).toEqual([
    'ha: 1 firewall',
    'night: 2 firewalls',
  ]);
  expect(choicesOf(rows, 'device').map((one) => one.label)).toEqual(['A, Cedar', 'B, Cedar']);
  expect(choicesOf(rows, 'group')).toEqual([]);
});
