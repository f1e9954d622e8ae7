import { newChannel } from '@firewatch/shared/wire/channels';
import { describe, expect, it } from 'vitest';
import { editPostChannel, emptyPostForm, freshSigningKey, newPostChannel, postFaults } from './post-form.js';

const pager = { ...emptyPostForm('pagerduty'), secret: '0123456789abcdef0123456789abcdef' };
const faultsOf = (form: typeof pager, isNew = true) =>
  Object.entries(postFaults(form, isNew)).filter(([, fault]) => fault !== false);

describe('a pager or webhook form', () => {
  it('sends what the server takes', () => {
    const hook = { ...emptyPostForm('webhook'), url: 'https://hooks.example.com/fw' };
    for (const form of [pager, hook]) {
      expect(faultsOf(form)).toEqual([]);
      expect(newChannel.safeParse(newPostChannel(form)).error).toBeUndefined();
    }
  });

  it('a pager is woken by critical incidents only, unless a person says otherwise', () => {
    expect(newPostChannel(emptyPostForm('pagerduty'))).toMatchObject({
      kind: 'pagerduty',
      tells: 'critical',
    });
    expect(newPostChannel(emptyPostForm('webhook'))).toMatchObject({ kind: 'webhook', tells: 'everything' });
  });

  it('keeps the stored key when none is written', () => {
    expect(faultsOf({ ...pager, secret: '' }, false)).toEqual([]);
    expect(editPostChannel({ ...pager, secret: ' ' })).not.toHaveProperty('routingKey');
  });

  it.each([
    [{ ...pager, secret: '' }, 'routingKey', /^Write the integration key\.$/],
    [{ ...pager, secret: 'short' }, 'routingKey', /32 letters and digits/],
    [{ ...emptyPostForm('webhook'), url: 'hooks.example.com' }, 'settings.url', /https:\/\//],
    [{ ...emptyPostForm('webhook'), url: 'https://h.example', secret: 'x' }, 'signingKey', /shorter than 32/],
  ])('says what is wrong: %#', (form, field, sentence) => {
    expect(faultsOf(form)).toEqual([[field, expect.stringMatching(sentence)]]);
  });

  it('makes a key nobody guesses, another each time', () => {
    expect(freshSigningKey()).toMatch(/^[0-9a-f]{64}$/);
    expect(freshSigningKey()).not.toBe(freshSigningKey());
  });
});
