import { once } from 'node:events';
import { createPublicKey } from 'node:crypto';
import { connect as tlsConnect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceCard } from './devices/device-card.js';
import { fingerprintOf } from './devices/certificate.js';
import { startSimulator, type Simulator } from './simulator.js';

let simulator: Simulator;
let device: DeviceCard;

beforeAll(async () => {
  simulator = await startSimulator({ generations: { gen7: 2, 'gen6-rest': 1, gen5: 1 }, haPairs: 1 });
});
afterAll(() => simulator.close());
beforeEach(async () => {
  simulator.verbs.reset();
  device = await cardOf(({ partner }) => partner !== null);
});

async function cardOf(fits: (card: DeviceCard) => boolean): Promise<DeviceCard> {
  const found = (await simulator.devices()).find(fits);
  if (!found) throw new Error('no such device');
  return found;
}

async function meet(card: DeviceCard, more: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = tlsConnect({ host: card.address, port: card.port, rejectUnauthorized: false, ...more });
  await once(socket, 'secureConnect');
  return socket;
}

interface Shown {
  readonly certificate: string;
  readonly key: string;
}

async function shownBy(card: DeviceCard): Promise<Shown> {
  const socket = await meet(card);
  const peer = socket.getPeerX509Certificate();
  socket.destroy();
  if (!peer) throw new Error('no certificate');
  const key = createPublicKey(peer.publicKey.export({ type: 'spki', format: 'pem' }));
  return {
    certificate: peer.fingerprint256,
    key: fingerprintOf(key.export({ type: 'spki', format: 'der' })),
  };
}

async function control(path: string, body: object): Promise<{ status: number; value: unknown }> {
  const answer = await fetch(`${simulator.controlUrl}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { status: answer.status, value: await answer.json() };
}

describe('certificates', () => {
  it('renewed with the same key: another certificate, the same key, told by the card', async () => {
    const before = await shownBy(device);
    expect(before).toEqual({ certificate: device.fingerprint256, key: device.keyFingerprint256 });
    const answer = await control('/fleet/certificates', { deviceIds: [device.id], sameKey: true });
    expect(answer).toEqual({ status: 200, value: { ids: [device.id] } });
    const after = await shownBy(device);
    expect([after.certificate === before.certificate, after.key === before.key]).toEqual([false, true]);
    expect((await cardOf(({ id }) => id === device.id)).fingerprint256).toBe(after.certificate);
  });

  it('renewed with a new key on 3 boxes: another key on each, open connections cut; reset brings the old ones', async () => {
    const open = await meet(device);
    const closed = once(open, 'close');
    open.resume();
    const before = await simulator.devices();
    const { value } = await control('/fleet/certificates', { count: 3 });
    const ids: string[] = Object(value).ids;
    expect(ids).toHaveLength(3);
    await control('/fleet/certificates', { deviceIds: 'all' });
    await closed;
    const after = await simulator.devices();
    expect(after.filter((card, i) => card.keyFingerprint256 === before[i]?.keyFingerprint256)).toEqual([]);
    simulator.verbs.reset();
    expect((await shownBy(device)).certificate).toBe(device.fingerprint256);
  });
});

describe('a pair on the network', () => {
  it('shows the other unit at the same address after failover', async () => {
    const { value } = await control(`/devices/${device.id}/failover`, {});
    expect(value).toMatchObject({
      address: device.address,
      serial: device.partner?.serial,
      fingerprint256: device.partner?.fingerprint256,
      partner: { serial: device.serial, fingerprint256: device.fingerprint256 },
    });
    expect((await shownBy(device)).certificate).toBe(device.partner?.fingerprint256);
  });
});

describe('old TLS', () => {
  const old: ConnectionOptions = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };

  it.each([
    ['tls1.0', 'TLSv1'],
    ['tls1.1', 'TLSv1.1'],
  ] as const)('%s: refuses a modern client, speaks %s to an old one', async (tls, protocol) => {
    await control('/devices/behaviour', { ids: [device.id], tls });
    await expect(meet(device)).rejects.toThrow(/protocol version/i);
    const socket = await meet(device, old);
    expect(socket.getProtocol()).toBe(protocol);
    socket.destroy();
  });

  it('a 6.5 box speaks 1.2 and a 7 box 1.3', async () => {
    const protocolOf = async (card: DeviceCard): Promise<string | null> => {
      const socket = await meet(card);
      const protocol = socket.getProtocol();
      socket.destroy();
      return protocol;
    };
    expect(await protocolOf(await cardOf(({ generation }) => generation === 'gen6'))).toBe('TLSv1.2');
    expect(await protocolOf(await cardOf(({ generation }) => generation === 'gen7'))).toBe('TLSv1.3');
  });
});

describe('bad bodies', () => {
  it.each([
    [
      '/fleet/certificates',
      {},
      'deviceIds: name the devices by "deviceIds" (a list or "all") or by "count", one of the two.',
    ],
    ['/fleet/password', { count: 1 }, 'password: give a password.'],
    ['/devices/ID/admin-session', { seconds: 1, configMode: 1 }, 'configMode: give true or false.'],
    ['/devices/ID/service', { service: 'ips', partial: 'yes' }, 'partial: give true or false.'],
    ['/devices/ID/signatures', { service: 'ips' }, 'frozen: give true or false.'],
    ['/devices/ID/expiry', { service: 'ips', at: 'soon' }, 'at: give epoch milliseconds.'],
    ['/devices/ID/reboot', { downSeconds: -1 }, 'downSeconds: give seconds from 0.'],
    ['/devices/ID/clock', {}, 'offsetMs: give milliseconds, below 0 for a clock that is behind.'],
    ['/devices/behaviour', { all: true, tls: 'ssl3' }, 'tls: give one of modern, tls1.2, tls1.1, tls1.0.'],
  ])('%s %j', async (path, body, error) => {
    expect(await control(path.replace('ID', device.id), body)).toEqual({ status: 400, value: { error } });
  });

  it('failover of a box on its own is a conflict', async () => {
    const single = await cardOf(({ partner }) => partner === null);
    expect((await control(`/devices/${single.id}/failover`, {})).status).toBe(409);
  });
});
