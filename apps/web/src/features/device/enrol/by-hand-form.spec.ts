import { describe, expect, it } from 'vitest';
import { byHandBody, byHandFaults, EMPTY_BY_HAND } from './by-hand-form.js';

const form = {
  ...EMPTY_BY_HAND,
  customer: 'c',
  name: ' HDG-MAIL-01 ',
  productLine: 'email-security-appliance',
};

describe('a firewall that nothing here can reach', () => {
  it('needs a name and its product line', () => {
    expect(byHandFaults(EMPTY_BY_HAND)?.fields).toEqual({
      name: 'Write a name for it, such as HDG-MAIL-01.',
      productLine: 'Choose its product line: nothing here can ask it.',
    });
    expect(byHandFaults(form)).toBeNull();
  });

  it('is sent as a checklist without address, certificate or credential, and without what is empty', () => {
    expect(byHandBody(form, 'sonicwall')).toEqual({
      customerId: 'c',
      name: 'HDG-MAIL-01',
      vendor: 'sonicwall',
      readability: 'checklist',
      productLine: 'email-security-appliance',
    });
    expect(byHandBody({ ...form, serial: ' 0017C5 ', lastKnown: ' Licensed ' }, 'sonicwall')).toMatchObject({
      serial: '0017C5',
      lastKnown: 'Licensed',
    });
  });
});
