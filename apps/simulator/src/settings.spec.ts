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

  it.each([
    [{ devices: '0' }, 'devices: give 1 to 20000.'],
    [{ devices: '1.5' }, 'devices: give a whole number.'],
    [{ fleet: 'x' }, 'fleet: the only fleet is "avalon".'],
    [{ scenario: 'x' }, 'scenario: give one of steady, 2008-12-02, glitch-storm, half-unreachable.'],
    [{ smtpPort: '70000', smtpAuth: 'nobody' }, 'smtpPort: give 0 to 65535. smtpAuth: give user:password.'],
  ])('refuses %j with "%s"', (input, sentence) => {
    expect(() => readSettings(input)).toThrow(sentence);
  });
});
