import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Address of the embedded database of a running program, as its superuser. */
export function storeUrl(dataDir: string): string {
  const url = new URL('postgresql://localhost/firewatch');
  url.username = 'postgres';
  url.password = readFileSync(join(dataDir, 'keys', 'postgres.password'), 'utf8').trim();
  url.searchParams.set('host', join(dataDir, 'run'));
  url.searchParams.set('port', '5432');
  return url.toString();
}

/** The embedded database of a running program; for what REST does not tell. */
export async function openStore(dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: storeUrl(dataDir) });
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
