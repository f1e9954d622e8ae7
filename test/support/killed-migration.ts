import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { MIGRATIONS_FOLDER } from '@firewatch/api/store/migrate';
import { REPOSITORY } from './paths.ts';

const WITHIN_MS = 30_000;

/** The program's migrations, the newest of which then waits for 15 s before it would be done. */
export function slowMigrations(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fw-slow-'));
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
  const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  const file = join(folder, `${journal.entries.at(-1)?.tag}.sql`);
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n--> statement-breakpoint\nselect pg_sleep(15)`);
  return folder;
}

/** A process of its own migrates with that folder and is killed by kill -9 while the newest migration is under way. */
export async function killedInMigration(
  database: { readonly ownerUrl: string; readonly superuserUrl: string },
  folder: string,
): Promise<void> {
  const module = pathToFileURL(join(REPOSITORY, 'apps/api/dist/store/migrate.js')).href;
  const program = `const { migrate } = await import(process.argv[1]); await migrate(process.argv[2], process.argv[3]);`;
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', program, module, database.ownerUrl, folder],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_code, signal) => resolve(signal)),
  );
  await asleep(database.superuserUrl);
  child.kill('SIGKILL');
  const signal = await ended;
  if (signal !== 'SIGKILL') throw new Error(`the start was not killed but ended by ${signal ?? 'itself'}`);
}

/** Until a session of this database is in the wait of the newest migration. */
async function asleep(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const deadline = performance.now() + WITHIN_MS;
    for (;;) {
      const { rows } = await client.query(
        `select 1 from pg_stat_activity where datname = current_database() and query like '%pg_sleep(15)%' and wait_event = 'PgSleep'`,
      );
      if (rows.length > 0) return;
      if (performance.now() > deadline) throw new Error('the migration did not come to its wait');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await client.end();
  }
}
