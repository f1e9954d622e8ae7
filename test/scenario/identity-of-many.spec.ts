import { deviceHistory } from '@firewatch/shared/wire/device-history';
import { credentialSet, deviceDetail, deviceList } from '@firewatch/shared/wire/devices';
import { incidentDetail, incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allKnown, until } from '../support/fleet.ts';
import { readMails } from '../support/mails.ts';
import type { SimulatedDevice } from '../support/simulator.ts';
import { startWorld, type World } from '../support/world.ts';

const isLong = process.env['FIREWATCH_TEST_LONG'] === '1';
/** How long an administrator keeps the only session of a box: a minute, or half an hour in the long form. */
const HELD_SECONDS = isLong ? 1_800 : 60;
const FIRST = 'One-for-all-2026';
const PASSWORD = 'Rotated-by-policy-2026';

interface Counters {
  readonly tlsHandshakes: number;
  readonly tlsFailures: number;
  readonly applicationBytes: number;
}

let world: World;
/** The first of them are a pair; all share one credential set. */
let boxes: readonly SimulatedDevice[];
let setId: string;

beforeAll(async () => {
  world = await startWorld({
    devices: 42,
    intervalSeconds: 15,
    simulatorArgs: ['--ha-pairs', '1'],
    async prepare(simulator) {
      await simulator.control('POST', '/fleet/password', { count: 42, password: FIRST });
      for (const box of simulator.devices) Object.assign(box, { password: FIRST });
    },
  });
  await allKnown(world.rest, 42, 120_000);
  boxes = world.simulator.devices;
  const [{ user, password } = { user: '', password: '' }] = boxes;
  const shared = { name: 'read-only', vendor: 'sonicwall', credential: { user, password } };
  ({ id: setId } = await world.rest.post('/credential-sets', shared, credentialSet));
  for (const id of world.enrolled.values())
    await world.rest.json('PATCH', `/devices/${id}`, { access: { credentialSetId: setId } });
  await until(
    () => world.rest.get('/credential-sets', page(credentialSet)),
    ({ items }) => items.find((one) => one.id === setId)?.state === 'works',
    60_000,
  );
});
afterAll(() => world?.close());

const idOf = (box: SimulatedDevice): string => world.enrolled.get(box.id) ?? '';
const incidents = async (kind: string, state: string) =>
  (await world.rest.get(`/incidents?kind=${kind}&state=${state}`, page(incidentRow))).items;
const rows = async () => (await world.rest.get('/devices', deviceList)).items;
const counters = async (box: SimulatedDevice): Promise<Counters> =>
  (await world.simulator.control<{ counters: Counters }>('GET', `/devices/${box.id}`)).counters;
const mailsOf = async (incidentId: string) =>
  readMails(await world.simulator.mails()).filter((mail) => mail.incidentId === incidentId);
const allProtecting = () =>
  until(rows, (all) => all.every((row) => row.worst.verdict === 'protecting'), 90_000);
const asked = async (since: number) => {
  const requests = await world.simulator.requests(since);
  return new Set(requests.map((one) => one.device));
};

describe('certificates of 20 boxes renewed', () => {
  let incidentId = '';
  const renewed = () => boxes.slice(1, 21);

  it('are one incident that takes in all 20, with 0 application bytes to them', async () => {
    const since = Date.now();
    await world.simulator.control('POST', '/fleet/certificates', {
      deviceIds: renewed().map((box) => box.id),
    });
    const cut = await Promise.all(renewed().map(counters));
    const [open] = await until(
      () => incidents('identity', 'open'),
      ([one]) => one?.deviceCount === 20,
      60_000,
    );
    incidentId = open?.id ?? '';
    expect(await incidents('identity', 'open')).toHaveLength(1);
    const now = await Promise.all(renewed().map(counters));
    expect(now.map((one) => one.applicationBytes)).toEqual(cut.map((one) => one.applicationBytes));
    const heard = await asked(since + 1_000);
    expect(renewed().filter((box) => heard.has(box.id))).toEqual([]);
  });

  it('show old and new side by side, are approved once, read at once, and close by themselves with one mail', async () => {
    const { customers } = await world.rest.get(`/incidents/${incidentId}`, incidentDetail);
    const members = customers.flatMap((customer) => customer.members);
    const known = new Map(renewed().map((box) => [idOf(box), box.fingerprint256.toUpperCase()]));
    for (const { deviceId, identity } of members) {
      expect(identity?.accepted.map((one) => one.fingerprint)).toEqual([known.get(deviceId)]);
      expect(identity?.metFingerprint).not.toBe(known.get(deviceId));
    }
    const answer = await world.rest.json('POST', '/devices/accept-identity', {
      deviceIds: members.map((member) => member.deviceId),
      fingerprints: members.flatMap((member) => member.identity?.metFingerprint ?? []),
      reason: 'Renewed by plan',
    });
    expect(answer).toMatchObject({ refused: [] });
    await until(
      () => incidents('identity', 'open'),
      (open) => open.length === 0,
      30_000,
    );
    await allProtecting();
    const mails = await until(
      () => mailsOf(incidentId),
      (list) => list.length > 0,
      30_000,
    );
    // Approved before the batch was complete for a message: opening and end are one mail, else one of each.
    expect([['opened-and-resolved'], ['opened', 'resolved']]).toContainEqual(mails.map((one) => one.kind));
  });
});

describe('a pair of which the other unit takes over', () => {
  const failOver = () => world.simulator.control('POST', `/devices/${boxes[0]?.id}/failover`, {});
  const detail = () => world.rest.get(`/devices/${idOf(boxes[0] as SimulatedDevice)}`, deviceDetail);

  it('asks once for the unknown partner, and takes it in as a further member with its own serial', async () => {
    await failOver();
    const [open] = await until(
      () => incidents('identity', 'open'),
      (all) => all.length === 1,
      60_000,
    );
    expect(open?.deviceId).toBe(idOf(boxes[0] as SimulatedDevice));
    const { met } = await detail();
    await world.rest.json('POST', '/devices/accept-identity', {
      deviceIds: [open?.deviceId],
      fingerprints: [met?.fingerprint],
      reason: 'Partner of the pair',
      as: 'member',
    });
    await until(
      () => incidents('identity', 'open'),
      (all) => all.length === 0,
      30_000,
    );
    const { identities, answeringSerial } = await detail();
    expect(new Set(identities.map((one) => one.serial)).size).toBe(2);
    expect(answeringSerial).not.toBe(boxes[0]?.serial);
  });

  it('fails over 2 times more with 0 incidents and 0 mails, as marks of its history', async () => {
    const before = (await world.simulator.mails()).length;
    const opened = (await incidents('identity', 'closed')).length;
    for (let time = 0; time < 2; time += 1) {
      const { answeringSerial } = await detail();
      await failOver();
      await until(detail, (now) => now.answeringSerial !== answeringSerial, 60_000);
    }
    const { marks } = await world.rest.get(
      `/devices/${idOf(boxes[0] as SimulatedDevice)}/history?hours=1`,
      deviceHistory,
    );
    const kinds = marks.map((mark) => mark.kind);
    expect(kinds.filter((kind) => kind === 'device.failed-over').length).toBeGreaterThanOrEqual(3);
    expect(kinds).not.toContain('device.rebooted');
    expect((await incidents('identity', 'closed')).length).toBe(opened);
    expect(await incidents('identity', 'open')).toEqual([]);
    expect((await world.simulator.mails()).length).toBe(before);
  });
});

describe('the password of a set changed on 40 boxes', () => {
  let incidentId = '';
  const changed = () => boxes.slice(1, 41);

  it('is one incident of all that use the set, at most 2 wrong tries per box', async () => {
    const since = Date.now();
    await world.simulator.control('POST', '/fleet/password', {
      deviceIds: changed().map((box) => box.id),
      password: PASSWORD,
    });
    const [open] = await until(
      () => incidents('credential', 'open'),
      ([one]) => (one?.deviceCount ?? 0) >= 40,
      90_000,
    );
    incidentId = open?.id ?? '';
    expect(await incidents('credential', 'open')).toHaveLength(1);
    const refusals = (await world.simulator.requests(since)).filter((one) => one.why === 'bad-credentials');
    const perBox = changed().map((box) => refusals.filter((one) => one.device === box.id).length);
    expect(Math.max(...perBox)).toBeLessThanOrEqual(2);
    expect(perBox.some((tries) => tries > 0)).toBe(true);
    // Whoever was not under way already when the second box refused was never asked.
    expect(perBox.filter((tries) => tries === 0).length).toBeGreaterThanOrEqual(20);
  });

  it('is over by itself once the set is rotated: every box read again, still at most one message of each kind', async () => {
    const { user } = boxes[0] ?? { user: '' };
    // The pair and the last box keep the old password: they get a set of their own, as a person would do.
    const kept = boxes.filter((box) => !changed().includes(box));
    for (const box of kept) {
      const credential = { user: box.user, password: box.password };
      await world.rest.json('PATCH', `/devices/${idOf(box)}`, {
        access: { credential, credentialName: box.name },
      });
    }
    await world.rest.json('PUT', `/credential-sets/${setId}/secret`, {
      credential: { user, password: PASSWORD },
    });
    await until(
      () => incidents('credential', 'open'),
      (open) => open.length === 0,
      60_000,
    );
    await allProtecting();
    const kinds = await until(
      async () => (await mailsOf(incidentId)).map((mail) => mail.kind),
      (told) => told.some((kind) => kind?.endsWith('resolved')),
      60_000,
    );
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});

describe('an administrator in the web interface', () => {
  const incidentIds = async () =>
    (await world.rest.get('/incidents?absorbed=yes&limit=200', page(incidentRow))).items.map((one) => one.id);

  it(
    `occupies 3 boxes for ${HELD_SECONDS} s: they are told busy, with 0 incidents and 0 mails`,
    { timeout: (HELD_SECONDS + 600) * 1_000 },
    async () => {
      const before = (await world.simulator.mails()).length;
      const incidentsBefore = await incidentIds();
      const held = boxes.slice(21, 24);
      const since = Date.now();
      for (const box of held)
        await world.simulator.control('POST', `/devices/${box.id}/admin-session`, { seconds: HELD_SECONDS });
      const contactOf = async () => {
        const all = await rows();
        return held.map((box) => all.find((row) => row.id === idOf(box))?.contact);
      };
      await until(contactOf, (all) => all.every((one) => one === 'busy'), 60_000);
      await until(
        contactOf,
        (all) => all.every((one) => one === 'reachable'),
        (HELD_SECONDS + 120) * 1_000,
        HELD_SECONDS * 10,
      );
      expect(Date.now() - since).toBeGreaterThan(HELD_SECONDS * 1_000);
      expect(await incidentIds()).toEqual(incidentsBefore);
      expect((await world.simulator.mails()).length).toBe(before);
    },
  );
});
