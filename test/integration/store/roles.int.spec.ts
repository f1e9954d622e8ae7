import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

let test: TestDatabase;
beforeAll(async () => (test = await startTestDatabase()));
afterAll(() => test.close());

it('runs on a migrated database of its own', async () => {
  const rows = await test.database.engineQuery<{ n: number }>('select count(*)::int as n from customers');
  expect(rows).toEqual([{ n: 0 }]);
});
