import { page } from '@firewatch/shared/wire/primitives';
import { answerSample } from '@firewatch/shared/wire/samples';
import { customer } from '@firewatch/shared/wire/access';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Rest } from '../../support/rest.js';
import { storeDevice } from './fleet-fixture.js';
import { PASSWORD, RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let mine: string;
let others: string;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  const [one, two] = await Promise.all(
    ['Alder', 'Birch'].map((name) => owner.post('/customers', { name }, customer)),
  );
  ({ id: mine } = await storeDevice(stage, one?.id ?? '', { name: 'A-1' }));
  ({ id: others } = await storeDevice(stage, two?.id ?? '', { name: 'B-1' }));
  for (const role of ['engineer', 'operator']) {
    await stage.sql(
      `insert into people (email, name, role, all_customers, password_hash)
       select $1, $1, $2, false, password_hash from people where email = 'owner@example.com'`,
      [`${role}@example.com`, role],
    );
    await stage.sql('insert into person_customers select id, $2 from people where email = $1', [
      `${role}@example.com`,
      one?.id,
    ]);
  }
  for (const id of [mine, others])
    await stage.sql(
      `insert into answer_samples (device_id, customer_id, at, why, source, status, content_type, body)
       select id, customer_id, now() - age, 'not-json', 'GET /version', 200, 'text/html', said
       from devices cross join (values (interval '2 h', 'older'), (interval '1 h', 'newer')) as v (age, said) where id = $1`,
      [id],
    );
});
afterAll(() => stage.close());

it('shows an engineer the samples of their own firewalls, newest first, and nobody below', async () => {
  const engineer = await stage.signedIn('engineer@example.com', PASSWORD);
  const { items } = await engineer.get(`/devices/${mine}/samples`, page(answerSample));
  expect(items.map(({ body, why, source, status }) => [body, why, source, status])).toEqual([
    ['newer', 'not-json', 'GET /version', 200],
    ['older', 'not-json', 'GET /version', 200],
  ]);
  expect((await engineer.send('GET', `/devices/${others}/samples`)).status).toBe(404);
  const operator = await stage.signedIn('operator@example.com', PASSWORD);
  expect((await operator.send('GET', `/devices/${mine}/samples`)).status).toBe(403);
});

it('shows none of a firewall that was removed', async () => {
  expect((await owner.get(`/devices/${others}/samples`, page(answerSample))).items).toHaveLength(2);
  await owner.send('DELETE', `/devices/${others}`, { reason: 'sold' });
  expect((await owner.send('GET', `/devices/${others}/samples`)).status).toBe(404);
});
