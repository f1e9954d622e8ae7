import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceCard } from './devices/device-card.js';
import { startSimulator, type Simulator } from './simulator.js';

let simulator: Simulator;
let device: DeviceCard;

beforeAll(async () => {
  simulator = await startSimulator({ devices: 20 });
  const [first] = await simulator.devices();
  if (!first) throw new Error('no device');
  device = first;
});
afterAll(() => simulator.close());
beforeEach(() => control('POST', '/reset', {}));

async function control(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; value: unknown }> {
  const answer = await fetch(`${simulator.controlUrl}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, value: await answer.json() };
}

const switchOff = (service: string): Promise<unknown> =>
  control('POST', `/devices/${device.id}/service`, { service, enabled: false });
const portOf = (server: { address(): unknown }): number => Object(server.address()).port;

describe('syslog over UDP', () => {
  let collector: UdpSocket;
  let lines: string[];

  beforeAll(async () => {
    collector = createSocket('udp4');
    collector.on('message', (message) => lines.push(message.toString('utf8')));
    collector.bind(0, '127.0.0.1');
    await once(collector, 'listening');
  });
  afterAll(() => void collector.close());
  beforeEach(() => {
    lines = [];
  });

  const target = (more: object = {}): object => ({ host: '127.0.0.1', port: portOf(collector), ...more });

  it('sends a switched-off service as 1382 in the default format, numbered by the box', async () => {
    await control('POST', '/fleet/syslog', target());
    await switchOff('ips');
    await switchOff('app-control');
    await expect.poll(() => lines).toHaveLength(2);
    const [first, second] = lines;
    expect(first).toMatch(
      new RegExp(
        `^<134>  id=firewall sn=${device.serial} time="\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC" ` +
          `fw=${device.address} pri=6 c=16 m=1382 msg="Configuration succeeded: Intrusion Prevention" ` +
          'usr=admin sess=Web userMode="Full Administrator" oldValue=enabled newValue=disabled n=\\d+$',
      ),
    );
    const number = (line = ''): number => Number(/ n=(\d+)$/.exec(line)?.[1]);
    expect(number(second) - number(first)).toBe(1);
  });

  it('sends lost licences as 810, 796 and 614 with the priority of a warning, and a person as 994', async () => {
    await control('POST', '/fleet/syslog', target({ format: 'enhanced' }));
    await control('POST', '/authority', { mode: 'wrong-answer' });
    await control('POST', '/devices/check-in', { ids: [device.id] });
    await control('POST', `/devices/${device.id}/admin-session`, { seconds: 1 });
    await control('POST', `/devices/${device.id}/event`, { id: 1461, message: 'the "licence" text' });
    await expect.poll(() => lines).toHaveLength(5);
    expect(lines.map((line) => /^<(\d+)>.* gcat=6 m=(\d+) /.exec(line)?.slice(1))).toEqual([
      ['132', '810'],
      ['132', '796'],
      ['132', '614'],
      ['134', '994'],
      ['133', '1461'],
    ]);
    expect(lines[4]).toContain(`msg="the 'licence' text"`);
  });

  it('does not send what the box is not set to send, and says so in GET /log/events', async () => {
    await control('POST', '/fleet/syslog', target());
    await control('POST', '/devices/behaviour', { ids: [device.id], eventsNotSent: [1382] });
    await switchOff('ips');
    await control('POST', `/devices/${device.id}/event`, { id: 1432 });
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines[0]).toContain('m=1432');
    expect((await control('GET', '/fleet/syslog')).value).toMatchObject({
      counters: { sent: 1, muted: 1, dropped: 0, failed: 0 },
    });
  });

  it('drops the share it is told and counts both', async () => {
    await control('POST', '/fleet/syslog', target({ dropShare: 0.5 }));
    for (let i = 0; i < 100; i += 1) simulator.verbs.writeEvent(device.id, 1432);
    await expect
      .poll(async () => {
        const { sent, dropped } = simulator.syslog.status.counters;
        return sent + dropped;
      })
      .toBe(100);
    const { sent, dropped } = simulator.syslog.status.counters;
    expect([sent > 30, dropped > 30]).toEqual([true, true]);
    await expect.poll(() => lines.length).toBe(sent);
  });

  it('sends to nobody after DELETE and to nobody beyond this machine', async () => {
    await control('POST', '/fleet/syslog', target());
    expect((await control('DELETE', '/fleet/syslog')).value).toMatchObject({ target: null });
    await switchOff('ips');
    expect(simulator.syslog.status.counters.sent).toBe(0);
    const error =
      'host: "192.0.2.1" is beyond this machine; give 127.0.0.1, another 127.x.y.z, ::1 or localhost.';
    expect(await control('POST', '/fleet/syslog', target({ host: '192.0.2.1' }))).toEqual({
      status: 400,
      value: { error },
    });
  });
});

describe('syslog over TCP', () => {
  it.each([
    ['lf', /^<134>  id=firewall[^\n]+\n<134>  id=firewall[^\n]+\n$/],
    ['octet', /^(\d+) <134>  id=firewall.+?(\d+) <134>  id=firewall[^\n]+$/],
  ] as const)('frames by %s, from the address of the box, on one connection', async (framing, form) => {
    let heard = '';
    const from: (string | undefined)[] = [];
    const collector = createServer((socket) => {
      from.push(socket.remoteAddress);
      socket.on('data', (bytes: Buffer) => (heard += bytes.toString('utf8')));
      socket.on('error', () => undefined);
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const port = portOf(collector);
    await control('POST', '/fleet/syslog', { host: '127.0.0.1', port, transport: 'tcp', framing });
    await switchOff('ips');
    await switchOff('gateway-av');
    await expect.poll(() => heard).toMatch(form);
    expect(from).toEqual([device.address]);
    expect(framing === 'lf' ? Buffer.byteLength(heard) : octetLength(heard)).toBe(Buffer.byteLength(heard));
    simulator.syslog.stop();
    await new Promise<void>((done) => collector.close(() => done()));
  });

  /** What the announced lengths add up to. */
  function octetLength(text: string): number {
    let at = 0;
    while (at < text.length) {
      const [head = '', length = '0'] = /^(\d+) /.exec(text.slice(at)) ?? [];
      if (head === '') throw new Error(`no length at ${at}`);
      at += head.length + Number(length);
    }
    return at;
  }

  it('counts lines nobody takes as failed', async () => {
    const { port } = await freePort();
    await control('POST', '/fleet/syslog', { host: '127.0.0.1', port, transport: 'tcp' });
    await switchOff('ips');
    await expect.poll(() => simulator.syslog.status.counters).toMatchObject({ failed: 1, sent: 0 });
  });

  async function freePort(): Promise<{ port: number }> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    await new Promise<void>((done) => server.close(() => done()));
    return { port };
  }
});

const event = {
  routing_key: 'R'.repeat(32),
  event_action: 'trigger',
  dedup_key: 'one',
  payload: { summary: 's', source: 'firewatch', severity: 'critical' },
};
const page = (): Promise<Response> =>
  fetch(simulator.pagerUrl, {
    method: 'POST',
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(300),
  });
const hook = (more: RequestInit = {}): Promise<Response> =>
  fetch(`${simulator.webhookUrl}/msp`, {
    method: 'POST',
    body: '{"a":1}',
    redirect: 'manual',
    signal: AbortSignal.timeout(300),
    ...more,
  });

describe('pager over HTTP', () => {
  beforeEach(() => simulator.pager.clear());

  it('takes an event, lists the alert, forgets it', async () => {
    expect((await page()).status).toBe(202);
    expect((await control('GET', '/pager/alerts')).value).toMatchObject([
      { dedupKey: 'one', state: 'triggered' },
    ]);
    expect(await (await fetch(`${simulator.controlUrl}/pager`)).text()).toContain('Simulated pager');
    await control('DELETE', '/pager/alerts');
    expect((await control('GET', '/pager/events')).value).toEqual([]);
  });

  it('500, 429 with Retry-After and a timeout keep nothing, as often as told, then all is right again', async () => {
    await control('POST', '/pager/fault', { kind: 'status', count: 1 });
    expect((await page()).status).toBe(500);
    await control('POST', '/pager/fault', { kind: 'status', status: 429, retryAfterSeconds: 7, count: 2 });
    const throttled = [await page(), await page()];
    expect(throttled.map((answer) => [answer.status, answer.headers.get('retry-after')])).toEqual([
      [429, '7'],
      [429, '7'],
    ]);
    expect(await throttled[0]?.json()).toMatchObject({ status: 'throttle exceeded' });
    await control('POST', '/pager/fault', { kind: 'timeout', count: 1 });
    await expect(page()).rejects.toThrow(/aborted|timeout/i);
    expect(simulator.pager.list()).toEqual([]);
    expect((await page()).status).toBe(202);
  });

  it('cut-after-accept keeps the event the client could not hear of', async () => {
    await control('POST', '/pager/fault', { kind: 'cut-after-accept', count: 1 });
    await expect(page()).rejects.toThrow('fetch failed');
    expect((await page()).status).toBe(202);
    expect(simulator.pager.list()).toMatchObject([{ events: 2 }]);
  });

  it('share 0.5 hits about half of 100', async () => {
    await control('POST', '/pager/fault', { kind: 'status', status: 503, share: 0.5 });
    let refused = 0;
    for (let i = 0; i < 100; i += 1) refused += (await page()).status === 503 ? 1 : 0;
    expect([refused > 30, refused < 70]).toEqual([true, true]);
  });
});

describe('webhook receiver', () => {
  beforeEach(() => simulator.webhook.clear());

  it('keeps headers and body as they came', async () => {
    const answer = await hook({ headers: { 'X-Signature': 'abc' } });
    expect(answer.status).toBe(200);
    expect((await control('GET', '/webhook/requests')).value).toMatchObject([
      {
        method: 'POST',
        path: '/hook/msp',
        body: '{"a":1}',
        headers: { 'x-signature': 'abc' },
      },
    ]);
    const [request] = simulator.webhook.list();
    const shown = await fetch(`${simulator.controlUrl}/webhook/${request?.id ?? ''}`);
    expect(await shown.text()).toContain('x-signature: abc');
    await control('DELETE', '/webhook/requests');
    expect(simulator.webhook.list()).toEqual([]);
  });

  it('redirects without keeping, answers late and keeps, knows no other path', async () => {
    await control('POST', '/webhook/fault', { kind: 'redirect', to: 'http://127.0.0.1:9/x', count: 1 });
    const redirected = await hook();
    expect([redirected.status, redirected.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/x']);
    expect(simulator.webhook.list()).toEqual([]);
    await control('POST', '/webhook/fault', { kind: 'slow', ms: 20, count: 1 });
    expect((await hook()).status).toBe(200);
    expect(simulator.webhook.list()).toHaveLength(1);
    expect((await fetch(simulator.webhookUrl.replace('/hook', '/other'))).status).toBe(404);
  });

  it.each([
    [{ kind: 'sad' }, 'kind: give one of status, timeout, slow, cut-after-accept, redirect.'],
    [{ kind: 'slow', share: 2 }, 'share: give 0 to 1.'],
  ])('refuses the fault %j', async (body, error) => {
    expect(await control('POST', '/webhook/fault', body)).toEqual({ status: 400, value: { error } });
  });
});
