import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** The embedded database of a running program, as its superuser; for what REST does not tell. */
export async function openStore(dataDir: string): Promise<pg.Client> {
  const url = new URL('postgresql://localhost/firewatch');
  url.username = 'postgres';
  url.password = readFileSync(join(dataDir, 'keys', 'postgres.password'), 'utf8').trim();
  url.searchParams.set('host', join(dataDir, 'run'));
  url.searchParams.set('port', '5432');
  const client = new pg.Client({ connectionString: url.toString() });
  // A program that is killed takes its database along; whoever asks next is told.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Rows of one question. */
export async function askStore<T extends object>(dataDir: string, text: string): Promise<T[]> {
  const client = await openStore(dataDir);
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}
