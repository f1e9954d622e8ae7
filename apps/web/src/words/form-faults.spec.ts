import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../api/failure.js';
import { formFaults, missing } from './form-faults.js';

const refusal = (fields: readonly { field: string; message: string }[]) =>
  new ApiFailure('http', 'Something is not right.', { status: 422, fields });
const LABELS = { host: 'Address', 'settings.to': 'Recipients', serial: 'Serial' };

describe('formFaults', () => {
  it.each([
    ['host', 'is missing; a string is accepted', { host: 'Address is missing; a string is accepted.' }],
    ['serial', 'HDG-TAC-01 has this serial already', { serial: 'HDG-TAC-01 has this serial already.' }],
    [
      'settings.to.1',
      'is not a mail address such as ops@example.com',
      { 'settings.to': 'Recipients is not a mail address such as ops@example.com.' },
    ],
    ['host', 'a host of this name exists', { host: 'A host of this name exists.' }],
  ])('puts %s: "%s" at its field', (field, message, fields) => {
    expect(formFaults(refusal([{ field, message }]), LABELS)).toEqual({ fields, rest: null });
  });

  it('keeps the first of two faults of one field and gathers those of no field', () => {
    const error = refusal([
      { field: 'host', message: 'is missing' },
      { field: 'host', message: 'is too short' },
      { field: 'reason', message: 'is missing' },
    ]);
    expect(formFaults(error, LABELS)).toEqual({
      fields: { host: 'Address is missing.' },
      rest: 'Reason is missing.',
    });
  });

  it('says a refusal without fields once for the whole form', () => {
    expect(formFaults(new ApiFailure('network', 'The server did not answer.'), LABELS)).toEqual({
      fields: {},
      rest: 'The server did not answer.',
    });
  });
});

describe('missing', () => {
  it('names only what is wrong, and nothing when all is there', () => {
    expect(missing({ name: 'Write a name.', host: false })).toEqual({
      fields: { name: 'Write a name.' },
      rest: null,
    });
    expect(missing({ name: false })).toBeNull();
  });
});
