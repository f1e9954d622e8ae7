import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeData, placeEngine } from '@firewatch/launcher/data-folder';
import { findEngine, type Engine } from '@firewatch/launcher/engine-files';
import { engineUser } from '@firewatch/launcher/engine-user';
import { PostgresServer } from '@firewatch/launcher/postgres';

// Copies the engine (60 MB) and makes a database.
vi.setConfig({ testTimeout: 60_000 });

// The rule is about root and the engine's own user; anyone else runs the engine as himself.
const asRoot = engineUser();
let closed: string;
let openPlace: string;
beforeEach(() => {
  closed = mkdtempSync(join(tmpdir(), 'fw-closed-'));
  openPlace = mkdtempSync(join(tmpdir(), 'fw-open-'));
  chmodSync(openPlace, 0o755);
});
afterEach(() => {
  rmSync(closed, { recursive: true });
  rmSync(openPlace, { recursive: true });
});

const place = (wanted: string | null) =>
  placeData({ repository: closed, wanted, fallback: 'data', user: asRoot, openPlace });
const closedEngine = (): Engine => {
  const root = join(closed, 'package', 'native');
  cpSync(findEngine().root, root, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(closed, 'package', 'package.json'), JSON.stringify({ version: '18.4.0' }));
  return { root, bin: join(root, 'bin') };
};
const moved = asRoot !== null;
const outcome = (wanted: string) => {
  try {
    return place(wanted).folder;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('a checkout in a folder of mode 0700', () => {
  it('puts the default data where the engine can enter, else leaves them in the checkout', () => {
    expect(place(null)).toEqual({ folder: moved ? join(openPlace, 'data') : join(closed, 'data'), moved });
  });

  it('runs a copy of the engine on the data there', async () => {
    const engine = placeEngine(closedEngine(), asRoot, openPlace);
    expect(engine.root).toBe(moved ? join(openPlace, 'postgres-18.4.0') : join(closed, 'package', 'native'));
    const server = new PostgresServer({
      engine,
      user: asRoot,
      dataFolder: place(null).folder,
      password: 'p',
      settings: { fsync: 'off' },
    });
    try {
      expect((await server.start()).made).toBe(true);
      const client = new pg.Client({ connectionString: server.url('postgres') });
      await client.connect();
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await client.end();
    } finally {
      await server.stop();
    }
    expect(readdirSync(openPlace).toSorted()).toEqual(moved ? ['data', 'postgres-18.4.0'] : []);
  });

  it('takes data along that were made while it was open', () => {
    const before = join(closed, 'data');
    mkdirSync(join(before, 'pg'), { recursive: true });
    mkdirSync(join(before, 'keys'), { mode: 0o700 });
    writeFileSync(join(before, 'pg', 'PG_VERSION'), '18\n');
    writeFileSync(join(before, 'keys', 'seal.key'), 'k', { mode: 0o400 });
    const { folder } = place(null);
    expect([
      existsSync(join(folder, 'pg', 'PG_VERSION')),
      existsSync(join(folder, 'keys', 'seal.key')),
    ]).toEqual([true, true]);
  });

  it('asks for the chmod when FIREWATCH_DATA was set to a folder in it', () => {
    const wanted = join(closed, 'mine');
    const sentence = `FIREWATCH_DATA lies below ${closed}, which the database's own user (nobody) may not enter: run "chmod o+x ${closed}", or set FIREWATCH_DATA to a folder elsewhere.`;
    expect(outcome(wanted)).toBe(moved ? sentence : wanted);
    chmodSync(closed, 0o711);
    expect(place(wanted)).toEqual({ folder: wanted, moved: false });
  });
});
