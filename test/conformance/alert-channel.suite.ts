import { makeChannels } from '@firewatch/api/alerting/channels/registry';
import type {
  AnyChannel,
  ChannelContext,
  Delivered,
  Notice,
  Refused,
} from '@firewatch/api/alerting/channels/contract';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelBench } from './channel-bench.js';
import { openMailBench } from './email.bench.js';
import { openPagerDutyBench } from './pagerduty.bench.js';
import { openWebhookBench } from './webhook.bench.js';

/** How each channel's far side is opened; a registry row without one fails the first test. */
const BENCHES: Readonly<Record<string, (secret: string) => Promise<ChannelBench>>> = {
  email: openMailBench,
  pagerduty: openPagerDutyBench,
  webhook: openWebhookBench,
};
/** The far sides stand on loopback; what runs in earnest allows none (FIREWATCH_EGRESS_LOOPBACK). */
const ON_LOOPBACK = { loopback: ['127.0.0.0/8'], ownListeners: [], ownAddresses: [] };
const SECRET = 'canary-5c4e8f-Pa55 word';

const notice = (over: Partial<Notice> = {}): Notice => ({
  key: 'fw/incident-1/channel.b25jYWxs/1',
  incidentKey: 'fw/incident-1',
  firstKey: null,
  adoptedKeys: [],
  kind: 'opened',
  destination: 'oncall@msp.example',
  link: 'https://fw.example/incidents/incident-1',
  ackLink: null,
  content: {
    label: 'F-1',
    incidentId: 'incident-1',
    kind: 'fleet',
    severity: 'critical',
    headline: {
      title: 'SonicWall licences dropped on 3 of 50 firewalls at 2 customers',
      subline: 'AV stopped since 02:04.',
      likely: '',
      doNow: '',
    },
    zone: 'UTC',
    at: Date.UTC(2008, 11, 2, 10, 4),
    customers: [],
    findings: [],
    adopted: [],
    told: { severity: 'critical', units: [], customerIds: [] },
  },
  ...over,
});

it('every row of the registry has a bench', () => {
  const channels = makeChannels();
  for (const one of channels) one.close();
  expect(channels.map((one) => one.id).filter((id) => !(id in BENCHES))).toEqual([]);
});

describe.each(Object.keys(BENCHES))('%s', (id) => {
  let bench: ChannelBench;
  let channel: AnyChannel;
  const logged: string[] = [];
  const ctx = (signal = AbortSignal.timeout(20_000)): ChannelContext => ({
    signal,
    now: () => Date.UTC(2008, 11, 2, 10, 5),
    heardClock: () => undefined,
    log: { debug: (message, fields) => void logged.push(JSON.stringify([message, fields])) },
    secret: bench.secret,
  });
  const send = async (over: Partial<Notice> = {}, signal?: AbortSignal): Promise<Delivered | Refused> => {
    const answer = await channel.send(notice(over), bench.settings, ctx(signal));
    logged.push(JSON.stringify(answer));
    return answer;
  };

  beforeEach(async () => {
    bench = await (BENCHES[id] ?? openMailBench)(SECRET);
    const found = makeChannels(() => Promise.resolve(ON_LOOPBACK)).find((one) => one.id === id);
    if (!found) throw new Error(`no channel ${id}`);
    channel = found;
  });
  afterEach(async () => {
    channel.close();
    await bench.close();
  });

  afterAll(() => {
    const bytes = Buffer.from(SECRET);
    const spellings = [SECRET, bytes.toString('base64'), bytes.toString('hex'), encodeURIComponent(SECRET)];
    const leaks = logged.filter((line) => spellings.some((spelling) => line.includes(spelling)));
    if (leaks.length > 0) throw new Error(`the secret came out in ${leaks.length} results or log lines`);
  });

  it('hands over and gives back the words of the next hop', async () => {
    expect(await send()).toMatchObject({ delivered: true });
    const [taken, ...more] = bench.received();
    expect(more).toEqual([]);
    expect(taken?.key).toContain('incident-1');
    expect(['oncall@msp.example', null]).toContain(taken?.destination);
  });

  it('carries the same key when called twice with one notice, and another for another', async () => {
    await send();
    await send();
    await send({ key: 'fw/incident-1/channel.b25jYWxs/2' });
    const [first, second, third] = bench.received().map((one) => one.key);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('is refused for good by a permanent answer', async () => {
    bench.fault('permanent');
    expect(await send()).toMatchObject({ delivered: false, retry: false, reason: bench.permanentReason });
    expect(bench.received()).toEqual([]);
  });

  it('is to be tried again after a transient answer, and goes through then', async () => {
    bench.fault('transient');
    expect(await send()).toMatchObject({ delivered: false, retry: true, reason: 'try-later' });
    expect(await send()).toMatchObject({ delivered: true });
  });

  it('is to be tried again when the next hop hangs up after its answer', async () => {
    bench.fault('transient-hang-up');
    expect(await send()).toMatchObject({ delivered: false, retry: true });
    expect(await send()).toMatchObject({ delivered: true });
  });

  it('when the answer is cut off after the message went out: tried again, the second carries the same key', async () => {
    bench.fault('cut-after-accept');
    expect(await send()).toMatchObject({ delivered: false, retry: true, reason: 'no-answer' });
    expect(await send()).toMatchObject({ delivered: true });
    const keys = bench.received().map((one) => one.key);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('does not wait longer than its deadline for a far side that stalls', async () => {
    bench.fault('stall');
    const startedAt = performance.now();
    expect(await send({}, AbortSignal.timeout(500))).toMatchObject({
      delivered: false,
      retry: true,
      reason: 'timeout',
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('is to be tried again when nobody listens', async () => {
    await bench.close();
    expect(await send()).toMatchObject({ delivered: false, retry: true, reason: 'unreachable' });
  });

  it('never sends to metadata or link-local addresses', async () => {
    for (const host of ['169.254.169.254', '[fe80::1]'.slice(1, -1), '0.0.0.0', '::ffff:169.254.169.254']) {
      const answer = await channel.send(notice(), bench.settingsFor(host), ctx());
      expect(answer).toMatchObject({ delivered: false, retry: false, reason: 'egress-denied' });
    }
  });

  it('refuses settings that do not parse and names the field', async () => {
    const answer = await channel.send(notice(), { host: 'mail.example' }, ctx());
    expect(answer).toMatchObject({ delivered: false, retry: false, reason: 'settings-unreadable' });
  });

  it('a refused sign-in is final', async () => {
    const answer = await channel.send(notice(), bench.settingsNeedingSignIn(), ctx());
    logged.push(JSON.stringify(answer));
    expect(answer).toMatchObject({ delivered: false, retry: false, reason: 'sign-in-refused' });
  });
});
