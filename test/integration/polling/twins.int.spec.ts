import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tx } from '@firewatch/api/store/database';
import { findTwins, type FirstMet } from '@firewatch/api/store/same-serial.repo';
import { PollingStage, serialOf } from './polling-stage.js';

let stage: PollingStage;
let tx: Tx;
beforeAll(async () => {
  stage = await PollingStage.open();
  tx = { query: (text, params) => stage.sql(text, params) };
});
afterAll(() => stage.close());

const met = (deviceId: string, serial: string): FirstMet => ({
  deviceId,
  customerId: stage.customerId,
  vendor: 'scripted',
  serial,
});
const twinsOf = async (found: readonly FirstMet[]): Promise<Record<string, string>> =>
  Object.fromEntries([...(await findTwins(tx, found))].map(([id, twin]) => [id, twin.id]));

it('finds the firewall that has the serial as its own, or as an accepted member', async () => {
  const [known = '', pair = ''] = await stage.add(2);
  await stage.sql(
    `insert into device_identities (device_id, customer_id, serial, fingerprint, reason) values ($1, $2, 'PARTNER', 'AA', 'test')`,
    [pair, stage.customerId],
  );
  const [a = '', b = '', c = ''] = await stage.add(3, { knowsSerial: false });
  expect(await twinsOf([met(a, serialOf(known)), met(b, 'PARTNER'), met(c, 'NEW')])).toEqual({
    [a]: known,
    [b]: pair,
  });
});

it('does not take a firewall for its own twin, nor one that was removed or is of another vendor', async () => {
  const [own = '', removed = '', foreign = ''] = await stage.add(3);
  await stage.sql('update devices set removed_at = now() where id = $1', [removed]);
  await stage.sql(`update devices set vendor = 'another' where id = $1`, [foreign]);
  const [a = '', b = ''] = await stage.add(2, { knowsSerial: false });
  expect(
    await twinsOf([met(own, serialOf(own)), met(a, serialOf(removed)), met(b, serialOf(foreign))]),
  ).toEqual({});
});

it('takes the later of two that meet in one write for the twin', async () => {
  const [first = '', second = ''] = await stage.add(2, { knowsSerial: false });
  expect(await twinsOf([met(first, 'SAME'), met(second, 'SAME')])).toEqual({ [second]: first });
});
