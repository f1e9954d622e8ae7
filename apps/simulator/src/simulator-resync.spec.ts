import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { connect as tcpConnect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ASSISTED_KINDS } from './devices/assisted-products.js';
import type { DeviceCard } from './devices/device-card.js';
import { startSimulator, type Simulator } from './simulator.js';
import { basic } from './spec-support.js';

let simulator: Simulator;
let cards: DeviceCard[];

beforeAll(async () => {
  const assisted = Object.fromEntries(ASSISTED_KINDS.map((kind) => [kind, 1]));
  simulator = await startSimulator({
    generations: { gen7: 2, ...assisted },
    signIn: 'basic',
    synchronizeMs: 0,
    synchronizeAnswerMs: 30,
  });
  cards = await simulator.devices();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.verbs.reset());

function cardOf(model: string): DeviceCard {
  const found = cards.find((card) => card.model.startsWith(model));
  if (!found) throw new Error(`no ${model}`);
  return found;
}

interface Got {
  readonly status: number;
  readonly text: string;
}

function call(card: DeviceCard, method: string, path: string, authorization?: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(
      {
        host: card.address,
        port: card.port,
        rejectUnauthorized: false,
        agent: false,
        method,
        path,
        headers: authorization === undefined ? {} : { authorization },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on('error', reject);
    sent.end(method === 'POST' ? '{}' : undefined);
  });
}

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

async function order(card: DeviceCard, path: string): Promise<Got> {
  const { text } = await call(card, 'POST', '/api/sonicos/auth', basic(card.user, card.password));
  const [, token] = /"bearer_token":"(\w+)"/.exec(text) ?? [];
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const got = await call(card, 'POST', `/api/sonicos${path}`, authorization);
  await call(card, 'DELETE', '/api/sonicos/auth', authorization);
  return got;
}

const firewall = (): DeviceCard => {
  const [first] = cards.filter(({ generation }) => generation === 'gen7');
  if (!first) throw new Error('no firewall');
  return first;
};

describe('the log of orders', () => {
  it('lists each license/synchronize of each box with its instants, and neither reads nor sign-ins', async () => {
    const card = firewall();
    const before = simulator.now();
    await order(card, '/license/synchronize');
    await order(card, '/license/lmsync');
    const { value } = await control('GET', `/log/orders?device=${card.id}&since=${before}`);
    const items: { path: string; at: number; answeredAt: number }[] = Object(value).items;
    expect(items.map(({ path }) => path)).toEqual([
      '/api/sonicos/license/synchronize',
      '/api/sonicos/license/lmsync',
    ]);
    expect(items.every(({ at, answeredAt }) => at >= before && answeredAt - at >= 30)).toBe(true);
    const some = await control('GET', `/log/orders?path=/license/synchronize&since=${before}`);
    expect(Object(some.value).items).toMatchObject([{ device: card.id, status: 200 }]);
  });
});

describe('control verbs of a resync', () => {
  it.each([
    ['/authority/relapse', {}, 'body: give "afterSynchronizations" or "inSeconds", one of the two.'],
    [
      '/authority/relapse',
      { afterSynchronizations: 0 },
      'afterSynchronizations: give a whole number from 1.',
    ],
    [
      '/devices/behaviour',
      { ids: 'all', synchronizeEffect: 'some' },
      'synchronizeEffect: give one of full, half, none, worse, refused.',
    ],
  ])('%s %j is refused in one sentence', async (path, body, error) => {
    expect(await control('POST', path, body)).toEqual({ status: 400, value: { error } });
  });

  it('relapses after the wanted number of synchronisations', async () => {
    await control('POST', '/authority/relapse', { afterSynchronizations: 1 });
    await order(firewall(), '/license/synchronize');
    expect((await control('GET', '/authority')).value).toMatchObject({ mode: 'wrong-answer' });
  });

  it('a person who holds configuration mode and lets others look: the order is refused', async () => {
    const card = firewall();
    await control('POST', `/devices/${card.id}/admin-session`, { seconds: 60, allowsOthers: true });
    expect((await order(card, '/license/synchronize')).text).toContain('Non config mode.');
  });
});

describe('products that only a person brings back', () => {
  it('are named by model and firmware, none with an API', () => {
    const told = cards.filter(({ generation }) => generation === 'gen5');
    expect(told).toHaveLength(ASSISTED_KINDS.length);
    expect(told.some(({ apiEnabled }) => apiEnabled)).toBe(false);
    expect(cardOf('TZ 170').firmware).toBe('SonicOS Standard 3.1.6.3-1s');
    expect(cardOf('Email Security 300').firmware).toBe('Email Security 7.0.1');
  });

  it('answer their web page and nothing below /api', async () => {
    const card = cardOf('CSM');
    expect((await call(card, 'GET', '/')).text).toContain('type="password"');
    expect((await call(card, 'POST', '/api/sonicos/auth')).status).toBe(404);
  });

  it.each(['Email Security Software', 'unknown'])('%s takes a connection and says nothing', async (model) => {
    const card = cardOf(model);
    const socket = tcpConnect({ host: card.address, port: card.port });
    await once(socket, 'connect');
    let said = 0;
    socket.on('data', () => (said += 1));
    socket.write('GET / HTTP/1.1\r\n\r\n');
    const ended = once(socket, 'close').then(() => 'closed');
    const waited = new Promise((resolve) => setTimeout(() => resolve('silence'), 150));
    expect([await Promise.race([ended, waited]), said]).toEqual(['silence', 0]);
    socket.destroy();
  });

  it('come back when somebody presses Synchronize in their page', async () => {
    const card = cardOf('SSL-VPN');
    simulator.verbs.setAuthority({ mode: 'wrong-answer' });
    simulator.verbs.checkIn({ ids: [card.id] });
    simulator.verbs.setAuthority({ mode: 'ok' });
    expect((await simulator.deviceStatus(card.id)).lost.length).toBeGreaterThan(0);
    await control('POST', `/devices/${card.id}/synchronize`, {});
    await expect.poll(async () => (await simulator.deviceStatus(card.id)).lost).toEqual([]);
  });
});
