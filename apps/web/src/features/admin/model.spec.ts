import { describe, expect, it } from 'vitest';
import { actionWords, detailWords, scopeWords } from './model.js';

const names = new Map([['a', 'Alder Dental']]);
const person = (part: object) => ({ role: 'viewer' as const, allCustomers: false, customerIds: [], ...part });

describe('words of people and acts', () => {
  it.each([
    [person({ role: 'owner' as const }), 'all customers'],
    [person({ allCustomers: true }), 'all customers'],
    [person({ customerIds: ['a'] }), 'Alder Dental'],
    [person({ customerIds: ['a', 'b'] }), '2 customers'],
    [person({}), 'no customer yet'],
  ])('says whom %j sees', (one, words) => {
    expect(scopeWords(one, names)).toBe(words);
  });

  it('reads an act and what was kept of it', () => {
    expect(actionWords('person.reset-on-host')).toBe('Person reset on host');
    expect(detailWords({ role: 'viewer', was: { customers: [], all: true }, until: null })).toBe(
      'role: viewer, was: (customers: none, all: true), until: none',
    );
  });
});
