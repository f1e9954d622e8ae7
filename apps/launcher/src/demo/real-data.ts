import pg from 'pg';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { readInstallation, writeInstallation } from '@firewatch/api/store/installation.repo';
import type { Tx } from '@firewatch/api/store/database';

/**
 * Marks the database as the demo's.
 * Errors  StartRefusal when it holds devices or people that the demo did not make.
 */
export async function claimForDemo(engineUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: engineUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const tx: Tx = { query: async (text, params = []) => (await client.query(text, [...params])).rows };
    if (await readInstallation(tx, 'demo')) return;
    const [real] = await tx.query<{ devices: string; people: string }>(
      'select (select count(*) from devices) as devices, (select count(*) from people) as people',
    );
    if (Number(real?.devices) > 0 || Number(real?.people) > 0) {
      throw new StartRefusal(
        `This database holds real data (${real?.devices} devices, ${real?.people} people), the demo does not touch it: unset DATABASE_URL and FIREWATCH_DATA, or point them at an empty database.`,
      );
    }
    await writeInstallation(tx, 'demo', { since: new Date().toISOString() });
  } finally {
    await client.end();
  }
}
