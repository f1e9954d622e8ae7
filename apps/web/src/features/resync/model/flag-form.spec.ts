import { describe, expect, it } from 'vitest';
import { aRow } from '../../../live/device-row.builder.js';
import { chosenOf, emptyFlag, flagFaults, offersOf } from './flag-form.js';
import { NOW, uuid } from './run.builder.js';

const rows = [
  aRow(1, { name: 'FW-1', customerName: 'Alder', model: 'TZ 470', firmware: '7.1.1' }),
  aRow(2, { name: 'FW-2', customerName: 'Birch', model: 'TZ 470', firmware: null }),
  aRow(3, { name: 'FW-2', customerName: 'Cedar', model: null, firmware: '7.1.1' }),
];

describe('what can be flagged', () => {
  it('is each firewall by name and customer, and each model, firmware and vendor once', () => {
    const labels = (kind: Parameters<typeof offersOf>[1]) => offersOf(rows, kind).map((one) => one.label);
    expect(labels('device')).toEqual(['FW-1, Alder', 'FW-2, Birch', 'FW-2, Cedar']);
    expect([labels('model'), labels('firmware'), labels('vendor')]).toEqual([
      ['TZ 470'],
      ['7.1.1'],
      ['sonicwall'],
    ]);
  });

  it('is meant by its bare name where only one firewall has it', () => {
    const offers = offersOf(rows, 'device');
    expect(chosenOf(offers, 'fw-1')?.target).toEqual({ kind: 'device', deviceId: uuid(1) });
    expect(chosenOf(offers, 'FW-2')).toBeNull();
    expect(chosenOf(offers, 'FW-2, Cedar')?.target).toEqual({ kind: 'device', deviceId: uuid(3) });
  });

  it('needs an end that lies ahead and a reason', () => {
    const offers = offersOf(rows, 'vendor');
    const form = { ...emptyFlag('2008-12-01T10:00'), kind: 'vendor', what: 'sonicwall' } as const;
    expect(flagFaults(form, offers, NOW)).toEqual({
      target: false,
      until: 'Until is past; a later time is accepted.',
      reason: 'Write 3 to 500 characters, so that the next person knows why.',
    });
    expect(flagFaults({ ...form, until: '2008-12-24T10:00', reason: 'case 4711' }, offers, NOW)).toEqual({
      target: false,
      until: false,
      reason: false,
    });
  });
});
