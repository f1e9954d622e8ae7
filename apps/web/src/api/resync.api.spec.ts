import { describe, expect, it } from 'vitest';
import { reportAddress, restBefore } from './resync.api.js';

describe('asking for a run again', () => {
  it('does not wait below 1,000 firewalls', () => expect(restBefore(999, 10_000, 10_001)).toBe(0));

  it('leaves a large run alone for 5 s after its last answer', () => {
    expect(restBefore(1_000, 10_000, 10_001)).toBe(4_999);
    expect(restBefore(10_000, 10_000, 15_000)).toBe(0);
  });
});

it('names run, form and customer in the address of a report', () => {
  expect(reportAddress('r', 'csv')).toBe('/api/v1/resync-runs/r/report?format=csv');
  expect(reportAddress('r', 'pdf', 'c')).toBe('/api/v1/resync-runs/r/report?format=pdf&customer=c');
});
