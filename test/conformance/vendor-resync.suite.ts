import type { AllowedCalls, DeviceTransport } from '@firewatch/api/platform/http/device-transport';
import type { ResyncCapability, VendorAdapter } from '@firewatch/api/vendors/contract';
import { VENDORS } from '@firewatch/api/vendors/registry';
import { STEP_ANSWERS, type ProcedureStep } from '@firewatch/shared/domain/resync';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSonicwallBench } from './sonicwall.bench.js';
import { order, said, spellings, transport, type OrderTrouble, type VendorBench } from './vendor-bench.js';

const BENCHES: Readonly<Record<string, () => Promise<VendorBench>>> = { sonicwall: openSonicwallBench };

const WITH_RESYNC = VENDORS.flatMap((vendor) =>
  vendor.resync ? [[vendor.id, vendor, vendor.resync] as const] : [],
);

const stepsOf = (resync: ResyncCapability): readonly ProcedureStep[] =>
  resync.procedures.flatMap(({ steps }) => steps);

it('there is a vendor to try, and each has a bench', () => {
  expect(WITH_RESYNC.map(([id]) => id)).toContain('sonicwall');
  expect(WITH_RESYNC.filter(([id]) => BENCHES[id] === undefined)).toEqual([]);
});

describe.each(WITH_RESYNC)('orders to %s', (id, vendor: VendorAdapter, resync) => {
  let bench: VendorBench;
  let first: string;
  const isCall = ({ kind }: ProcedureStep): boolean => kind === 'api';

  beforeAll(async () => {
    const open = BENCHES[id];
    const step = stepsOf(resync).find(isCall);
    if (!open || !step) throw new Error(`No bench or no call for ${id}.`);
    first = step.id;
    bench = await open();
  });
  afterEach(() => bench.recover());
  afterAll(() => bench.close());

  /** The outcome of one order and how many the device has read meanwhile. */
  async function tried(
    over: { limitMs?: number; credential?: Record<string, string> } = {},
  ): Promise<readonly [answer: string, orders: number, words: string]> {
    const before = (await bench.orders()).length;
    const { credential, ...limit } = over;
    const target = credential ? { ...bench.target, credential } : bench.target;
    const { answer, words } = await order(resync, first, target, limit);
    return [answer, (await bench.orders()).length - before, words];
  }

  it('accepted: the device has read it exactly once, and the session is given back', async () => {
    const [answer, orders, words] = await tried();
    expect([answer, orders]).toEqual(['accepted', 1]);
    expect(words.length).toBeLessThanOrEqual(300);
    expect(await bench.heldSessions()).toBe(0);
  });

  it.each([
    ['refuses', 'refused', 1],
    ['held', 'busy', 0],
    ['config-mode-held', 'busy', 1],
    ['stalls-after', 'unsure', 1],
    ['cuts-after', 'unsure', 1],
    ['cuts-before', 'unreachable', 0],
  ] as const)('far side %s: %s, and %d orders were read', async (how: OrderTrouble, answer, orders) => {
    bench.troubleOrders(how);
    const got = await tried({ limitMs: 1_500 });
    expect([got[0], got[1]]).toEqual([answer, orders]);
    expect(got[2].length).toBeGreaterThan(0);
    bench.recover();
    expect((await tried())[0]).toBe('accepted');
  });

  it.each([
    ['refuses-connection', 'unreachable'],
    ['refuses-auth', 'denied'],
    ['stalls', 'unreachable'],
    ['html', 'unreachable'],
    ['redirects', 'unreachable'],
    ['changed-certificate', 'unreachable'],
  ] as const)('far side %s: %s, and no order was read', async (how, answer) => {
    bench.misbehave(how);
    const got = await tried({ limitMs: 1_500 });
    expect([got[0], got[1]]).toEqual([answer, 0]);
    expect(got[2]).toMatch(/\.$/);
  });

  it('sends 0 bytes to a changed certificate', async () => {
    bench.misbehave('changed-certificate');
    const before = await bench.applicationBytes();
    await tried();
    expect((await bench.applicationBytes()) - before).toBe(0);
  });

  it('tries a refused password once', async () => {
    const before = await bench.authFailures();
    bench.misbehave('refuses-auth');
    await tried();
    expect((await bench.authFailures()) - before).toBe(1);
  });

  it.each([
    [{ limitMs: 0 }, 'unreachable'],
    [{ credential: {} }, 'denied'],
  ])('%j: %s, with 0 bytes', async (over, answer) => {
    const before = await bench.applicationBytes();
    expect((await tried(over)).slice(0, 2)).toEqual([answer, 0]);
    expect((await bench.applicationBytes()) - before).toBe(0);
  });

  it('takes no HTTP status for accepted but a success, and gives the order once whatever comes back', async () => {
    const seen: string[] = [];
    for (const status of [
      200, 202, 204, 301, 302, 308, 400, 401, 403, 404, 405, 408, 409, 422, 500, 502, 504, 599,
    ]) {
      bench.troubleOrders({ status });
      const [answer, orders, words] = await tried();
      const isNamed = STEP_ANSWERS.some((known) => known === answer) && words.length > 0;
      if (answer === 'accepted' || answer === 'unreachable' || orders !== 1 || !isNamed)
        seen.push(`${status}: ${answer}, ${orders} orders`);
    }
    expect(seen).toEqual([]);
  });

  it.each([
    [429, 7],
    [503, 30],
  ])('HTTP %d with Retry-After %d s is busy and names the wait', async (status, retryAfterSeconds) => {
    bench.troubleOrders({ status, retryAfterSeconds });
    const [answer, orders, words] = await tried();
    expect([answer, orders]).toEqual(['busy', 1]);
    expect(words).toContain(`wait ${retryAfterSeconds} s`);
  });

  it('refuses a step that is no call of the list before anything is opened', async () => {
    const before = await bench.applicationBytes();
    const byHand = stepsOf(resync).filter((step) => !isCall(step));
    const names = [
      ...byHand.map((step) => step.id),
      '',
      'reboot',
      'config-mode',
      'deregister/firewall',
      '__proto__',
    ];
    for (const name of new Set(names))
      await expect(order(resync, name, bench.target)).rejects.toThrow(/^Not a step that is done by a call/);
    expect((await bench.applicationBytes()) - before).toBe(0);
  });

  it('opens each connection for the one order, signing in and out, and nothing else', async () => {
    const opened: AllowedCalls[] = [];
    const watching: DeviceTransport = {
      look: (destination, signal) => transport.look(destination, signal),
      open: (destination, allowed, signal) => {
        opened.push(allowed);
        return transport.open(destination, allowed, signal);
      },
    };
    const textOf = (calls: AllowedCalls): string[] =>
      calls.map(({ method, path }) => `${method} ${path.source}`);
    const reads = textOf(vendor.allowed);
    const ofResync = textOf(resync.allowed);
    const calls = new Set(
      stepsOf(resync)
        .filter(isCall)
        .map((step) => step.id),
    );
    for (const step of calls) await order(resync, step, bench.target, { transport: watching });
    const extra = opened.map((allowed) => textOf(allowed).filter((call) => !reads.includes(call)));
    expect(extra.map(({ length }) => length)).toEqual(extra.map(() => 1));
    expect(new Set(extra.flat())).toEqual(new Set(ofResync));
  });

  it('lets no secret out, even when the device sends back what it was sent', async () => {
    const echo = await bench.nonsense('echo');
    expect((await order(resync, first, echo)).answer).toBe('refused');
    const everything = said.join('\n');
    expect(bench.secrets.flatMap(spellings).filter((spelling) => everything.includes(spelling))).toEqual([]);
  });

  it('makes nothing accepted of well-formed nonsense', async () => {
    for (const answer of [
      null,
      true,
      [],
      {},
      { status: null },
      { status: { info: [] } },
      { success: true },
    ]) {
      const target = await bench.nonsense(answer);
      expect([answer, (await order(resync, first, target)).answer]).toEqual([answer, 'unsure']);
    }
  });
});
