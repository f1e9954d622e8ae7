import { describe, expect, it } from 'vitest';
import { evidenceAgainstLog } from './resync-evidence.ts';

const T = Date.parse('2008-12-02T10:00:00.000Z');
const iso = (afterMs: number): string => new Date(T + afterMs).toISOString();
const SYNC = 'POST /license/synchronize';
const told = (answer: string, toMs = 900, what = SYNC): string =>
  `${iso(0)} ${what}: ${answer} at ${iso(toMs)} "Success; so it says."`;
const row = (calls: string) => ({ Serial: 'C0EAE4000001', Calls: calls });
const order = {
  at: T + 500.25,
  device: 'fw-1',
  serial: 'C0EAE4000001',
  method: 'POST',
  path: '/api/sonicos/license/synchronize',
  status: 200,
};
const lmsync = { ...order, at: T + 70_500, path: '/api/sonicos/lmsync' };
const second = `${iso(70_000)} POST /lmsync: accepted at ${iso(71_000)}`;

describe('the evidence against the log of the firewalls', () => {
  it.each([
    ['one call', [row(told('accepted'))], [order]],
    ['a call on the rows of two services', [row(told('accepted')), row(told('accepted'))], [order]],
    ['two calls', [row(`${told('accepted')}; ${second}`)], [lmsync, order]],
    ['a refusal', [row(told('refused'))], [{ ...order, status: 403 }]],
    ['a refusal before anything was sent', [row(told('busy'))], []],
    ['an answer that never came, of a call that was made', [row(told('unsure', 120_000))], [order]],
    ['an answer that never came, of a call that was not', [row(told('unsure', 120_000))], []],
    ['nobody called', [row('')], []],
  ])('%s: they match', (_name, rows, orders) => {
    expect(evidenceAgainstLog(rows, orders)).toEqual([]);
  });

  it.each([
    ['an order that is not told', [row('')], [order], /^in the log, and not told: POST \/license/],
    ['an order given twice', [row(told('accepted'))], [order, { ...order, at: T + 600 }], /not told/],
    ['a call that no firewall saw', [row(told('accepted'))], [], /^told, and not in the log: POST/],
    ['a call told twice', [row(`${told('accepted')}; ${told('accepted')}`)], [order], /not in the log/],
    ['another step', [row(told('accepted', 900, 'POST /lmsync'))], [order], /told, and not in the log/],
    ['an order before its call', [row(told('accepted'))], [{ ...order, at: T - 200 }], /not told/],
    ['an order after the answer', [row(told('accepted'))], [{ ...order, at: T + 2_000 }], /not told/],
    ['another firewall', [row(told('accepted'))], [{ ...order, serial: 'X' }], /not told: .* of X at/],
    ['a refusal that was none', [row(told('refused'))], [order], /^in the log, and not told/],
    ['a firewall that was reached', [row(told('unreachable'))], [order], /^in the log, and not told/],
  ])('%s is found', (_name, rows, orders, words) => {
    expect(evidenceAgainstLog(rows, orders)).toContainEqual(expect.stringMatching(words));
  });
});
