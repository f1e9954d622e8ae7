import { describe, expect, it } from 'vitest';
import { passwordFault } from './password-rule.js';

const OWN = ['Ada Lovelace', 'ada.lovelace@northwind-msp.example'];

describe('passwordFault', () => {
  it.each(['elevenchars', 'x'.repeat(257)])('refuses %s by its length', (password) => {
    expect(passwordFault(password, [])).toMatch(/^has \d+ characters; 12 to 256 are accepted$/);
  });

  it.each([
    'passwordpassword',
    'Password12345!',
    'P@ssw0rd2026!',
    'Welcome2026!!',
    'administrator',
    'Administrator1',
    '123456789012',
    'qwertyuiop123',
    'qwertzuiop!!1',
    'asdfghjkl1234',
    'aaaaaaaaaaaaa',
    'abcabcabcabc',
    'xkxkxkxkxkxk',
    'iloveyou2025!',
    'Summer2026!!!',
    'letmeinletmein',
    'Firewatch2026',
    'sonicwalladmin',
    'changeme-2026',
    'passwordmaster1',
    '0987654321098',
  ])('refuses %s: guessers begin there', (password) => {
    expect(passwordFault(password, [])).toMatch(/^is made of what guessers try first/);
  });

  it.each(['Lovelace2026!', 'ada.lovelace1', 'northwind1234', 'L0velace-2026'])(
    'refuses %s of Ada Lovelace',
    (password) => {
      expect(passwordFault(password, OWN)).toMatch(/^is made of/);
      expect(passwordFault(password, [])).toBeNull();
    },
  );

  it.each([
    'correct horse battery',
    'correct horse battery 9',
    'gLq7#vTz0mWd',
    '839201748264',
    'mein hund frisst keine lizenzen',
    'ночной дозор у костра',
    'password of the third lighthouse',
  ])('accepts %s', (password) => {
    expect(passwordFault(password, OWN)).toBeNull();
  });

  it.each([
    ['three own letters beside a common word', 'passwordzbk!1', [], false],
    ['four', 'passwordzbkt!1', [], true],
    ['six digits beside a common word: four count for nothing', 'password739164', [], false],
    ['eleven digits in no order', '83920174826-', [], true],
    ['three different characters', 'xkqxkqxkqxkq', [], false],
    ['a name of four letters', 'zbktzbkt2026', ['Ada Zbkt'], false],
    ['names of two letters, which are in everything', 'xiqoxiqo-xiqo', ['Xi Qo'], true],
  ])('judges %s', (_what, password, own, isAccepted) => {
    expect(passwordFault(password, own) === null).toBe(isAccepted);
  });

  it('judges 256 characters of one kind like 12', () => {
    const calls = Array.from({ length: 20 }, (_, n) =>
      passwordFault(String.fromCharCode(97 + n).repeat(256), OWN),
    );
    expect(calls.every((fault) => fault !== null)).toBe(true);
  });
});
