import { describe, expect, it } from 'vitest';
import { fitCount, fitWords, NEW, NONE, resyncAccessOf, resyncFaults, setsFor } from './resync-form.js';

const box = (customerId: string, vendor = 'sonicwall') => ({
  vendor,
  customerId,
  customerName: `Customer ${customerId}`,
});
const set = (id: string, customerId: string | null, vendor = 'sonicwall') => ({
  id,
  name: id,
  vendor,
  customerId,
  customerName: null,
});
const sets = [set('any', null), set('of-a', 'a'), set('of-c', 'c'), set('acme', null, 'acme')];
const boxes = [box('a'), box('a'), box('b')];
const vendor = {
  id: 'sonicwall',
  name: 'SonicWall',
  defaultPort: 443,
  credentialFields: [{ name: 'password', label: 'Password', secret: true, required: true }],
  services: [],
};

describe('a resync credential for several firewalls', () => {
  it('offers the sets that one of them can have', () => {
    expect(setsFor(sets, boxes).map((one) => one.id)).toEqual(['any', 'of-a']);
  });

  it.each([
    ['any', 3, undefined],
    ['of-a', 2, 'Fits 2 of 3: 1 firewall of another customer or vendor left alone.'],
    [NEW, 3, 'Becomes one set, for firewalls of any customer.'],
    [NONE, 3, 'No run calls them any more.'],
  ])('says before it is sent whom %s goes to', (choice, count, words) => {
    expect([fitCount(choice, sets, boxes), fitWords(choice, sets, boxes)]).toEqual([count, words]);
  });

  it('says whose a new set is when all are of one customer', () => {
    expect(fitWords(NEW, sets, boxes.slice(0, 2))).toBe('Becomes one set, for firewalls of Customer a only.');
  });

  it('is sent only when something is chosen and a new set is filled in', () => {
    const form = { choice: '', name: ' Night shift ', values: {} };
    expect(resyncFaults(vendor, form)?.fields).toEqual({
      resyncAccess: 'Choose a set, a new one, or none.',
    });
    expect(resyncFaults(vendor, { ...form, choice: NEW })?.fields).toEqual({
      password: 'Write the password.',
    });
    const filled = { ...form, choice: NEW, values: { password: 'x', code: '' } };
    expect(resyncFaults(vendor, filled)).toBeNull();
    expect(resyncAccessOf(filled)).toEqual({ credential: { password: 'x' }, credentialName: 'Night shift' });
    expect(resyncAccessOf({ ...form, choice: 'any' })).toEqual({ credentialSetId: 'any' });
    expect(resyncAccessOf({ ...form, choice: NONE })).toBeNull();
  });
});
