import { describe, expect, it } from 'vitest';
import { brokenResyncPromises, type ResyncAftermath } from './resync-checker.ts';

const T = 1_228_183_200_000;
const call = {
  run: 'R-1',
  device: 'ours',
  attempt: 1,
  step: 'license-synchronize',
  intentAt: T,
  takenAt: T + 10,
  answeredAt: T + 900,
  answer: 'accepted',
};
const device = {
  run: 'R-1',
  state: 'finished',
  device: 'ours',
  name: 'fw-1',
  phase: 'done',
  outcome: 'restored',
  settledAt: T + 21_000,
  isEngaged: false,
};
const order = {
  at: T + 500,
  device: 'theirs',
  serial: 'C0EAE4000001',
  method: 'POST',
  path: '/api/sonicos/license/synchronize',
  status: 200,
};
const loss = { device: 'theirs', service: 'ips', from: T - 60_000, to: T + 2_000 };
const kept: ResyncAftermath = {
  calls: [call],
  devices: [device],
  orders: [order],
  losses: [loss],
  lines: new Map([['license-synchronize', 'POST /license/synchronize']]),
  enrolled: new Map([['theirs', 'ours']]),
};
const unsure = { ...call, answeredAt: T + 120_000, answer: 'unsure' };

describe('what is left of a resync after a crash', () => {
  it.each<[string, Partial<ResyncAftermath>]>([
    ['one call, one order, one proof', {}],
    ['an unsure call that was made', { calls: [unsure] }],
    [
      'an unsure call that was not made',
      { calls: [unsure], orders: [], devices: [{ ...device, outcome: 'unchanged' }] },
    ],
    [
      'a second attempt with a call of its own',
      {
        calls: [call, { ...call, attempt: 2, intentAt: T + 600_000, takenAt: T + 600_010 }],
        orders: [order, { ...order, at: T + 600_500 }],
      },
    ],
  ])('%s: nothing is broken', (_name, change) => {
    expect(brokenResyncPromises({ ...kept, ...change })).toEqual([]);
  });

  it.each<[string, Partial<ResyncAftermath>, RegExp]>([
    ['a call that was made twice', { orders: [order, { ...order, at: T + 700 }] }, /was called 2 times/],
    ['an order without an intent', { calls: [] }, /was never intended/],
    ['an order before its intent', { orders: [{ ...order, at: T - 500 }] }, /was never intended/],
    ['an order that nobody took', { calls: [{ ...call, takenAt: null }] }, /called and never taken/],
    ['an answer without an order', { orders: [] }, /accepted and never called/],
    ['an order noted as not sent', { calls: [{ ...call, answer: 'unreachable' }] }, /called and not noted/],
    ['another step than was intended', { calls: [{ ...call, step: 'license-lmsync' }] }, /never intended/],
    ['a run without an end', { devices: [{ ...device, state: 'running' }] }, /^R-1 is still running$/],
    ['a firewall without an end', { devices: [{ ...device, phase: 'working' }] }, /fw-1 is working/],
    ['a firewall that is still held', { devices: [{ ...device, isEngaged: true }] }, /still holds fw-1/],
    ['a call without an answer', { calls: [{ ...call, answer: null }] }, /never learned/],
    ['a proof while it was lost', { losses: [{ device: 'theirs', service: 'ips', from: T }] }, /had lost/],
    ['a proof without a call', { calls: [], orders: [] }, /never called$/],
  ])('%s is told', (_name, change, words) => {
    expect(brokenResyncPromises({ ...kept, ...change })).toContainEqual(expect.stringMatching(words));
  });
});
