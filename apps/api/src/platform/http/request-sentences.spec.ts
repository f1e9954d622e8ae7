import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf } from './request-sentences.js';

const faults = (schema: z.ZodType, input: unknown) => {
  const result = schema.safeParse(input);
  return result.success
    ? []
    : faultsOf(result.error.issues, input).map((one) => `${one.field} ${one.message}`);
};

describe('sentences of wrong input', () => {
  it.each([
    [z.object({ a: z.number() }), {}, ['a is missing; a number is accepted']],
    [z.object({ a: z.number() }), { a: '1' }, ['a has the wrong type; a number is accepted']],
    [z.object({ a: z.array(z.string()) }), { a: 1 }, ['a has the wrong type; an array is accepted']],
    [z.object({ a: z.string().min(3) }), { a: 'x' }, ['a is too short; at least 3 characters are accepted']],
    [z.object({ a: z.number().max(5) }), { a: 6 }, ['a is too large; at most 5 are accepted']],
    [
      z.object({ a: z.array(z.string()).max(1) }),
      { a: ['x', 'y'] },
      ['a is too long; at most 1 entries are accepted'],
    ],
    [z.object({ a: z.email() }), { a: 'x' }, ['a is not a mail address such as ops@example.com']],
    [z.object({ a: z.uuid() }), { a: 'x' }, ['a is not an id (UUID)']],
    [z.object({ a: z.iso.datetime() }), { a: 'x' }, ['a is not an instant such as 2008-12-02T10:04:11Z']],
    [z.object({ a: z.enum(['on', 'off']) }), { a: 'x' }, ['a is not one of on, off']],
    [z.object({ a: z.enum(['on', 'off']) }), {}, ['a is missing; one of on, off is accepted']],
    [
      z.object({ a: z.array(z.object({ b: z.string() })) }),
      { a: [{}] },
      ['a.0.b is missing; a string is accepted'],
    ],
    [
      z.strictObject({}),
      { x: 1, y: 2 },
      ['x is not a field that is accepted here', 'y is not a field that is accepted here'],
    ],
    [z.object({}), null, ['body has the wrong type; an object is accepted']],
  ])('%#: %j says which field, what is wrong, what is accepted', (schema, input, expected) => {
    expect(faults(schema, input)).toEqual(expected);
  });

  it('speaks of the alternative that was meant', () => {
    const access = z.union([
      z.strictObject({ credentialSetId: z.uuid() }),
      z.strictObject({ credential: z.record(z.string(), z.string()) }),
    ]);
    expect(faults(z.object({ access }), { access: { credential: { user: 1 } } })).toEqual([
      'access.credential.user has the wrong type; a string is accepted',
    ]);
  });

  it('never repeats a value', () => {
    const said = faults(z.object({ password: z.string().min(12) }), { password: 'hunter2' }).join();
    expect(said).not.toContain('hunter2');
  });
});
