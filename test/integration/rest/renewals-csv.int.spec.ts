import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { customer } from '@firewatch/shared/wire/access';
import { EntitlementSweep } from '@firewatch/api/renewals/entitlement.sweep';
import type { Rest } from '../../support/rest.js';
import { storeDevice } from './fleet-fixture.js';
import { RestStage } from './rest-stage.js';

const DAY = 86_400_000;
/** First characters by which a spreadsheet takes a cell for a formula. */
const FORMULAS = ['=cmd|calc', '+1+2', '-2+3', '@SUM(A1)', '\tTAB', '\rCR'] as const;

let stage: RestStage;
let owner: Rest;
let harbor: string;
beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  ({ id: harbor } = await owner.post('/customers', { name: 'Harbor, "Dental"' }, customer));
  const { id: alder } = await owner.post('/customers', { name: 'Alder Bank' }, customer);
  for (const name of FORMULAS) await licensed(harbor, name, 5);
  await licensed(alder, 'ALD-1', -3);
  await licensed(alder, 'ALD-2', 80);
  await new EntitlementSweep(stage.db.database, DEFAULT_POLICY).look();
});
afterAll(() => stage.close());

/** A firewall whose anti-virus and IPS end so many days from now. */
async function licensed(customerId: string, name: string, days: number): Promise<void> {
  const { id } = await storeDevice(stage, customerId, { name });
  const licence = {
    value: 'active',
    source: 'GET /x',
    raw: 'Licensed',
    expiresAt: Date.now() + days * DAY + 60_000,
  };
  await stage.sql(
    `update device_state set core = core || $2::jsonb, core_changed_at = clock_timestamp() where device_id = $1`,
    [id, JSON.stringify({ model: '=TZ 370', facts: { 'gateway-av': { licence }, ips: { licence } } })],
  );
}

async function table(query: string): Promise<Record<string, string>[]> {
  const answer = await owner.send('GET', `/renewals.csv${query}`);
  expect([
    answer.status,
    answer.headers.get('content-type'),
    answer.headers.get('content-disposition'),
  ]).toEqual([200, 'text/csv; charset=utf-8', 'attachment; filename="firewatch-renewals.csv"']);
  return parse(await answer.text(), { columns: true });
}

describe('renewals.csv', () => {
  it('has no cell that a spreadsheet would run, and keeps every character of the name', async () => {
    const rows = await table(`?within=90&customer=${harbor}`);
    expect(new Set(rows.map((row) => row['Firewall']))).toEqual(new Set(FORMULAS.map((name) => `'${name}`)));
    expect(rows).toHaveLength(FORMULAS.length);
    for (const row of rows) {
      expect([row['Customer'], row['Model']]).toEqual(['Harbor, "Dental"', "'=TZ 370"]);
      expect(Object.values(row).filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    }
  });

  it('keeps days that are past as numbers, so that the table can be sorted by them', async () => {
    const rows = await table('?within=90');
    const past = rows.find((row) => row['Firewall'] === 'ALD-1');
    expect(past?.['Days left']).toMatch(/^-\d$/);
    expect(past?.['Ends']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('holds what the page shows for the same window and customer', async () => {
    const names = async (query: string) => (await table(query)).map((row) => row['Firewall']);
    expect(await names('?within=30')).not.toContain('ALD-2');
    expect(await names('?within=90')).toContain('ALD-2');
    expect(await names(`?within=90&customer=${harbor}`)).not.toContain('ALD-2');
  });
});
