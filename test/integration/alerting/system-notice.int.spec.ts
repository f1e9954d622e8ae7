import { tellOwners } from '@firewatch/api/store/owner-notice';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryStage, until, type MailServer } from './delivery-stage.js';

let stage: DeliveryStage;
let server: MailServer;
beforeEach(async () => {
  stage = await DeliveryStage.open();
  server = await stage.mailServer();
  await stage.channel(server.port);
  await stage.sql(
    `insert into people (email, name, role, all_customers, disabled_at) values
       ('ada@msp.example', 'Ada', 'owner', true, null), ('old@msp.example', 'Old', 'owner', true, now()),
       ('vic@msp.example', 'Vic', 'viewer', true, null)`,
  );
});
afterEach(() => stage.close());

const news = { did: 'switched off the channel Night mail', lines: ['Reason: holiday.'], path: '/channels' };

describe('a message to the owners', () => {
  it('goes to every enabled owner and nobody else, from somebody who may see no channel', async () => {
    await stage.worker();
    const scope = await stage.db.database.inScope([crypto.randomUUID()], async (tx) => {
      await tellOwners(tx, { name: 'Olga' }, news);
      return tx.query<{ is: string }>("select current_setting('app.customers') as is");
    });
    const mails = await until(
      () => server.mailbox.list(),
      (all) => all.length > 0,
    );
    expect(mails.map((mail) => [mail.to, mail.subject])).toEqual([
      [['ada@msp.example'], 'Olga switched off the channel Night mail'],
    ]);
    expect(mails[0]?.text).toContain('Reason: holiday.');
    expect(scope[0]?.is).not.toBe('*');
  });

  it('is not sent when the act is rolled back', async () => {
    const failed = stage.db.database.inScope('all', async (tx) => {
      await tellOwners(tx, { name: 'Olga' }, news);
      throw new Error('the act failed');
    });
    await expect(failed).rejects.toThrow('the act failed');
    expect(await stage.sql('select 1 from deliveries')).toEqual([]);
  });
});
