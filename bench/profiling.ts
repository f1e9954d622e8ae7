import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../test/support/program.ts';
import { REPOSITORY } from '../test/support/paths.ts';
import { openStore } from '../test/support/store.ts';

const FOLDER = join(REPOSITORY, 'bench/output/profile');

/** A CPU profile of each Node process, written when it ends. */
export const PROFILE_ENVIRONMENT = { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${FOLDER}` };

/** Starts the program again with a database that counts its statements. */
export async function withStatements(program: Program): Promise<Program> {
  const store = await openStore(program.dataDir);
  await store.query("alter system set shared_preload_libraries = 'pg_stat_statements'");
  await store.query("alter system set pg_stat_statements.track_planning = 'on'");
  await store.end();
  await program.stop();
  const again = await program.again();
  const counting = await openStore(again.dataDir);
  // Beside the product's own schema, which a start checks.
  await counting.query('create schema bench; create extension pg_stat_statements schema bench');
  await counting.end();
  return again;
}

export async function forgetStatements(program: Program): Promise<void> {
  const store = await openStore(program.dataDir);
  await store.query('select bench.pg_stat_statements_reset()');
  await store.end();
}

/** The dearest statements since they were forgotten, with what each cost, into bench/output/profile/<name>.txt. */
export async function writeStatements(program: Program, name: string): Promise<string> {
  const store = await openStore(program.dataDir);
  const { rows } = await store.query<{
    calls: number;
    rows: number;
    ms: number;
    planned: number;
    blocks: number;
    query: string;
  }>(
    `select calls::float8, rows::float8, total_exec_time as ms, total_plan_time as planned,
       (shared_blks_hit + shared_blks_read)::float8 as blocks, query
     from bench.pg_stat_statements order by total_exec_time + total_plan_time desc limit 40`,
  );
  await store.end();
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${name}.txt`);
  const lines = rows.map(
    (row) =>
      `${row.ms.toFixed(0)} ms + ${row.planned.toFixed(0)} ms planning, ${row.calls} calls, ${row.rows} rows, ${row.blocks} blocks: ${row.query.replaceAll(/\s+/g, ' ').slice(0, 240)}`,
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
