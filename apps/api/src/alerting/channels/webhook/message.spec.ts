import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signatureOf } from './message.js';

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

describe('signature', () => {
  it('covers the time and every byte of the body', () => {
    expect(signatureOf('{"a":1}', ['key one'], 1_700_000_000_999)).toBe(
      `t=1700000000,v1=${hmac('key one', '1700000000.{"a":1}')}`,
    );
  });

  it('is made with both keys while one replaces the other', () => {
    const [, ...marks] = signatureOf('x', ['new', 'old'], 5_000).split(',');
    expect(marks).toEqual([`v1=${hmac('new', '5.x')}`, `v1=${hmac('old', '5.x')}`]);
  });
});
