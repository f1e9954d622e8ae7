import type { Tx } from '@firewatch/api/store/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

let db: TestDatabase;
const ids: string[] = [];
beforeAll(async () => {
  db = await startTestDatabase();
  const rows = await db.database.engineQuery<{ id: string }>(
    "insert into customers (name) values ('A'), ('B') returning id",
  );
  ids.push(...rows.map((row) => row.id));
});
afterAll(() => db.close());

const rename = (tx: Tx, id: string | undefined, name: string): Promise<unknown> =>
  tx.query('update customers set name = $2 where id = $1', [id, name]);

it('two people who lock the same rows the other way round both get through', async () => {
  const [a, b] = ids;
  let runs = 0;
  let holding = 0;
  let bothHold: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (bothHold = resolve));
  const person = (first: string | undefined, second: string | undefined, name: string) =>
    db.database.inScope('all', async (tx) => {
      runs += 1;
      await rename(tx, first, `${name} 1`);
      holding += 1;
      if (holding === 2) bothHold();
      await held;
      await rename(tx, second, `${name} 2`);
    });
  await Promise.all([person(a, b, 'Olga'), person(b, a, 'Ada')]);
  expect(runs).toBe(3);
  const names = await db.database.engineQuery<{ name: string }>('select name from customers order by id');
  expect(new Set(names.map((row) => row.name.split(' ')[0])).size).toBe(1);
});

it('says so after the third try', async () => {
  let runs = 0;
  const collide = db.database.inScope('all', async () => {
    runs += 1;
    await Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }));
  });
  await expect(collide).rejects.toThrow('deadlock detected');
  expect(runs).toBe(3);
});
