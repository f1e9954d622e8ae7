import { dailyMails } from '@firewatch/shared/wire/daily-mails';
import { problem } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Rest } from '../../support/rest.js';
import { RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
});
afterAll(() => stage.close());

const read = () => owner.get('/daily-mails', dailyMails);

it('is the configured time until an owner sets another, which is on record', async () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(await read()).toEqual({ at: '08:00', zone, isDefault: true });
  const answer = await owner.json('PUT', '/daily-mails', { at: '17:05' });
  expect(answer).toEqual({ at: '17:05', zone, isDefault: false });
  expect(await read()).toEqual(answer);
  const lines = await stage.sql<{ detail: object }>(
    "select detail from audit_entries where action = 'daily-mails.changed'",
  );
  expect(lines).toEqual([{ detail: { at: '17:05', was: '08:00' } }]);
});

it.each(['24:00', '8', '08:60', ''])('refuses "%s" in one sentence', async (at) => {
  const before = await read();
  const refused = await owner.send('PUT', '/daily-mails', { at });
  const { errors } = problem.parse(await refused.json());
  expect([refused.status, errors]).toEqual([
    422,
    [{ field: 'at', message: 'is not a time of day from 00:00 to 23:59, such as 08:00' }],
  ]);
  expect(await read()).toEqual(before);
});
