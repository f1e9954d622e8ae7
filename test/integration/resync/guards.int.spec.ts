import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resyncRunDetail } from '@firewatch/shared/wire/resync';
import type { Rest } from '../../support/rest.js';
import { type DeviceFixture, storeIncident } from '../rest/fleet-fixture.js';
import { RestStage } from '../rest/rest-stage.js';
import { asked, customerNamed, type Detail, lostDevice, person, plan, stepUp } from './rest-fleet.js';

let stage: RestStage;
let owner: Rest;
let engineer: Rest;
let approver: Rest;
let customer: string;
let devices: DeviceFixture[];

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  engineer = await person(stage, { name: 'Enno', role: 'engineer' });
  approver = await person(stage, { name: 'Anna', role: 'approver' });
  customer = await customerNamed(stage, 'Alder');
  devices = [];
  for (const name of ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'])
    devices.push(await lostDevice(stage, customer, { name }));
});
afterAll(() => stage.close());

const read = (id: string): Promise<Detail> => owner.get(`/resync-runs/${id}`, resyncRunDetail);

describe('a plan', () => {
  it('puts every firewall in one place, with canary, procedure, reason and hash, and nothing moves', async () => {
    const run = await plan(engineer, devices);
    expect(run.row.label).toMatch(/^R-\d+$/);
    expect(run.row.headline).toBe('Resynchronise 5 SonicWalls: planned, nothing has moved');
    expect(run.waves.map(({ name, size }) => [name, size])).toEqual([
      ['Canary', 1],
      ['Wave 1', 3],
      ['Wave 2', 1],
    ]);
    expect(run.devices.map(({ procedureId }) => procedureId)).toEqual(Array(5).fill('sonicwall/sonicos-7'));
    expect(run.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await stage.sql('select 1 from resync_calls')).toEqual([]);
  });
});
