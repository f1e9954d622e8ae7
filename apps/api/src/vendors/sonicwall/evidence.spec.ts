import { describe, expect, it } from 'vitest';
import { cleanerFor, Oddities } from './evidence.js';

describe('cleanerFor', () => {
  it('keeps one line of at most 200 characters, without control or direction characters', () => {
    const kept = cleanerFor([])(`Licensed\r\n\u001b[31m\u202Eevil=cmd \u0000${'x'.repeat(70_000)}`);
    expect(kept.length).toBe(200);
    expect(kept).toMatch(/^Licensed \[31m evil=cmd +x+$/);
  });

  it('leaves no half of a character where it cuts: PostgreSQL takes none in JSON', () => {
    expect(cleanerFor([])(`x${'😀'.repeat(150)}`)).toBe(`x${'😀'.repeat(99)}`);
  });

  const secret = 'pä"ss/w+rd';
  it.each([
    ['as it is', secret],
    ['escaped for JSON', JSON.stringify(secret)],
    ['escaped for an address', encodeURIComponent(secret)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['twice', `${secret} ${secret}`],
  ])('takes out a secret %s', (_how, spelt) => {
    const kept = cleanerFor([secret])(`echo ${spelt} end`);
    expect(kept).toMatch(/^echo .*\[secret\].* end$/);
    expect(kept).not.toContain(spelt);
  });

  it('takes out a secret that stands where the text is cut', () => {
    expect(cleanerFor([secret])(`${'x'.repeat(195)}${secret}`)).toBe(`${'x'.repeat(195)}[secr`);
  });

  it('leaves words alone when a secret is missing or shorter than 4 characters', () => {
    expect(cleanerFor(['', 'ice'])('Licensed')).toBe('Licensed');
  });
});

describe('Oddities', () => {
  it('keeps at most 20, of at most 120 characters each', () => {
    const oddities = new Oddities(cleanerFor([]));
    for (let i = 0; i < 500; i++) oddities.add(`odd ${i} ${'y'.repeat(300)}`);
    const list = oddities.list();
    expect([list.length, ...new Set(list.map((oddity) => oddity.length))]).toEqual([20, 120]);
    expect(list[0]).toMatch(/^odd 0 y+$/);
  });
});
