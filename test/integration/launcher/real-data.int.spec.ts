import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimForDemo } from '@firewatch/launcher/demo/real-data';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

let test: TestDatabase;
beforeEach(async () => (test = await startTestDatabase()));
afterEach(() => test.close());

const addPerson = () =>
  test.database.engineQuery("insert into people (email, name, role) values ('a@example.com', 'A', 'owner')");

it('claims an empty database, and takes it again with what the demo put there', async () => {
  await claimForDemo(test.engineUrl);
  await addPerson();
  await claimForDemo(test.engineUrl);
  expect(await test.database.engineQuery('select key from installation')).toEqual([{ key: 'demo' }]);
});

it('refuses a database with 1 person of its own and leaves it unmarked', async () => {
  await addPerson();
  await expect(claimForDemo(test.engineUrl)).rejects.toThrow(
    'This database holds real data (0 devices, 1 people), the demo does not touch it: unset DATABASE_URL and FIREWATCH_DATA, or point them at an empty database.',
  );
  expect(await test.database.engineQuery('select key from installation')).toEqual([]);
});
