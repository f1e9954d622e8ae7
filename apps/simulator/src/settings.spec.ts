import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('settings', () => {
  it('has a default for every part', () => {
    expect(readSettings({})).toMatchObject({
      fleet: 'avalon',
      devices: 50,
      seed: 2008,
      bind: '127.16.0.0/12',
      scenario: 'steady',
    });
  });

  it('takes numbers as a command line gives them', () => {
    expect(readSettings({ devices: '1000', seed: '7', controlPort: '0' })).toMatchObject({
      devices: 1000,
      seed: 7,
    });
  });

  it('takes a mix as a command line or a test gives it and counts its devices', () => {
    const wanted = { devices: 60, generations: { gen7: 20, gen8: 10, gen6: 20, gen5: 10 } };
    expect(readSettings({ generations: 'gen7=20,gen8=10,gen6=20,gen5=10' })).toMatchObject(wanted);
    expect(readSettings({ generations: wanted.generations })).toMatchObject(wanted);
    expect(readSettings({ signIn: 'chap,basic' })).toMatchObject({ signIn: ['chap', 'basic'], devices: 50 });
  });

  it.each([
    [{ generations: 'gen9=1' }, /^generations: give numbers of gen7, gen8, gen6, gen6-rest, gen6-cli, gen5/],
    [{ generations: 'gen7=x' }, /^generations.gen7: give whole numbers\.$/],
    [{ generations: 'gen7=0' }, /^generations: give 1 to 20000 in all\.$/],
    [{ generations: 'gen7=5', devices: 6 }, /^generations: 5 in all and 6 devices; give as many as devices/],
    [{ signIn: 'chap,ntlm' }, /^signIn.1: give a list of basic, digest-md5, /],
    [{ haPairs: -1 }, /^haPairs: give a whole number from 0\.$/],
  ])('refuses %j', (input, sentence) => {
    expect(() => readSettings(input)).toThrow(sentence);
  });

  it.each([
    [{ devices: '0' }, 'devices: give 1 to 20000.'],
    [{ devices: '1.5' }, 'devices: give a whole number.'],
    [{ fleet: 'x' }, 'fleet: the only fleet is "avalon".'],
    [{ scenario: 'x' }, 'scenario: give one of steady, 2008-12-02, glitch-storm, half-unreachable, '],
    [{ smtpPort: '70000', smtpAuth: 'nobody' }, 'smtpPort: give 0 to 65535. smtpAuth: give user:password.'],
  ])('refuses %j with "%s"', (input, sentence) => {
    expect(() => readSettings(input)).toThrow(sentence);
  });
});
