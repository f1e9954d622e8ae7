import { deviceList } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import type { SimulatedDevice } from '../support/simulator.ts';
import { startWorld, type World } from '../support/world.ts';

const TRIES = 20;
interface Counters {
  readonly tlsHandshakes: number;
  readonly tlsFailures: number;
  readonly applicationBytes: number;
}

let world: World;
let impostor: SimulatedDevice;

beforeAll(async () => {
  world = await startWorld({
    devices: 3,
    intervalSeconds: 15,
    async prepare(simulator) {
      await simulator.control('POST', `/devices/${simulator.devices[0]?.id}/fault`, {
        kind: 'changed-certificate',
      });
    },
  });
  const [first] = world.simulator.devices;
  if (!first) throw new Error('the simulator has no device');
  impostor = first;
});
afterAll(() => world?.close());

const counters = async (device: SimulatedDevice): Promise<Counters> =>
  (await world.simulator.control<{ counters: Counters }>('GET', `/devices/${device.id}`)).counters;
const handshakes = (of: Counters): number => of.tlsHandshakes + of.tlsFailures;
const rows = async () => (await world.rest.get('/devices', deviceList)).items;

describe('a box whose certificate was swapped before it was enrolled', () => {
  it('is met, gets 0 application bytes, is never shown protecting, and is one identity incident', async () => {
    const row = await until(
      async () => (await rows()).find((one) => one.name === impostor.name),
      (one) => one?.contact === 'identity-mismatch',
      60_000,
    );
    expect(row?.worst.verdict).toBe('unknown');
    const { items } = await until(
      () => world.rest.get('/incidents?kind=identity&state=open', page(incidentRow)),
      (list) => list.items.length > 0,
      30_000,
    );
    expect(items.map((one) => one.deviceId)).toEqual([row?.id]);
    const met = await counters(impostor);
    expect(handshakes(met)).toBeGreaterThanOrEqual(1);
    expect(met.applicationBytes).toBe(0);
  });

  it('refuses read-now until somebody approves it, and 20 presses send it nothing', async () => {
    const id = world.enrolled.get(impostor.id);
    for (let press = 0; press < TRIES; press += 1) {
      const answer = await world.rest.send('POST', `/devices/${id}/read`, {});
      expect(answer.status).toBe(409);
    }
    expect((await counters(impostor)).applicationBytes).toBe(0);
  });

  it('gets 0 application bytes in 20 tries of its credential with the certificate it should have', async () => {
    const before = await counters(impostor);
    for (let one = 0; one < TRIES; one += 1) {
      const answer = await world.rest.json('POST', '/devices/try', {
        vendor: 'sonicwall',
        host: impostor.address,
        port: impostor.port,
        fingerprint: impostor.fingerprint256,
        access: { credential: { user: impostor.user, password: impostor.password } },
      });
      expect(answer).toMatchObject({ ok: false, why: 'certificate-changed' });
    }
    // The box learns of a refusal after the one who refused: it counts when its own end of the connection closes.
    const after = await until(
      () => counters(impostor),
      (now) => handshakes(now) >= handshakes(before) + TRIES,
      10_000,
    );
    expect(after.applicationBytes).toBe(0);
  });

  it('leaves the 2 other boxes protecting', async () => {
    const others = await until(
      async () => (await rows()).filter((one) => one.name !== impostor.name).map((one) => one.worst.verdict),
      (verdicts) => verdicts.every((verdict) => verdict === 'protecting'),
      60_000,
    );
    expect(others).toHaveLength(2);
  });
});
