import { randomBytes } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSealKeys } from '@firewatch/api/store/seal-key';
import { Vault } from '@firewatch/api/store/vault';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doctor } from '@firewatch/launcher/cli/doctor.verb';
import { freePort } from '../../support/ports.js';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

interface Answer {
  readonly ok: boolean;
  readonly lines: readonly { readonly name: string; readonly state: string; readonly says: string }[];
}

let db: TestDatabase;
let folder: string;
beforeEach(async () => {
  db = await startTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'fw-doctor-'));
  mkdirSync(join(folder, 'keys'));
});
afterEach(async () => {
  process.exitCode = undefined;
  await db.close();
  rmSync(folder, { recursive: true });
});

const keyPath = (): string => join(folder, 'keys', 'seal.key');
const run = async (...args: string[]): Promise<{ said: string[]; complained: string[]; code: unknown }> => {
  const said: string[] = [];
  const complained: string[] = [];
  const program = new Command().exitOverride();
  const environment = { DATABASE_URL: db.superuserUrl, FIREWATCH_DATA: folder, FIREWATCH_PORT: '0' };
  doctor(program, {
    environment,
    say: (text) => said.push(text),
    complain: (text) => complained.push(text),
  });
  process.exitCode = undefined;
  await program.parseAsync(['doctor', ...args], { from: 'user' });
  const code = process.exitCode;
  process.exitCode = undefined;
  return { said, complained, code };
};
const look = async (): Promise<Answer & { code: unknown }> => {
  const { said, code } = await run('--json');
  return { ...(JSON.parse(said[0] ?? '') as Answer), code };
};
const stateOf = (answer: Answer, name: string) =>
  answer.lines.filter((line) => line.name === name).map((line) => `${line.state}: ${line.says}`);

/** One credential sealed for the key of `keyPath`. */
async function sealOne(): Promise<void> {
  writeFileSync(keyPath(), randomBytes(32), { mode: 0o400 });
  await db.database.asEngine(async (tx) => {
    const vault = new Vault(await openSealKeys(tx, keyPath()));
    const id = '00000000-0000-4000-8000-000000000001';
    const sealed = vault.seal(
      { user: 'u' },
      { purpose: 'credential-set', recordId: id, field: 'sealed', version: 1 },
    );
    await tx.query('insert into credential_sets (id, name, vendor, sealed) values ($1, $2, $3, $4)', [
      id,
      'A',
      'sonicwall',
      sealed,
    ]);
  });
}

describe('doctor', () => {
  it('names every thing it looked at, fails without a channel and exits with 1', async () => {
    await sealOne();
    const answer = await look();
    expect(answer.lines.map((line) => line.name)).toEqual([
      'node',
      'port',
      'data',
      'disk',
      'engine',
      'queue',
      'egress',
      'watch',
      'database',
      'key',
      'clock',
      'channels',
      'running',
    ]);
    expect(stateOf(answer, 'key')).toEqual([`ok: ${keyPath()} opens all 1 sealed rows`]);
    expect(stateOf(answer, 'channels')).toEqual(['fail: nobody is told of anything']);
    expect([answer.ok, answer.code]).toEqual([false, 1]);
  });

  it('counts what a lost key leaves closed, and a row that was put back from an older copy', async () => {
    await sealOne();
    await db.database.engineQuery('update credential_sets set seal_version = 2');
    expect(stateOf(await look(), 'key')).toEqual([`fail: 1 of 1 sealed rows do not open with ${keyPath()}`]);
    rmSync(keyPath());
    expect(stateOf(await look(), 'key')).toEqual([
      `fail: ${keyPath()} is missing, 1 sealed rows cannot be opened`,
    ]);
  });

  it('tries every place it has to reach, by the rules of sending, and names the cure of each that it does not', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const closed = await freePort();
    const mail = (to: number) =>
      JSON.stringify({
        host: '127.0.0.1',
        port: to,
        security: 'none',
        from: 'a@b.example',
        to: ['c@d.example'],
      });
    await db.database.engineQuery(
      `insert into channels (kind, name, settings, enabled, created_at) values
         ('email', 'Night mail', $1, true, now()), ('email', 'Old mail', $2, true, now() + interval '1 s'),
         ('pagerduty', 'Pager', $3, true, now() + interval '2 s'), ('email', 'Off', $2, false, now())`,
      [mail(port), mail(closed), JSON.stringify({ url: `http://127.0.0.1:${port}/v2/enqueue` })],
    );
    await sealOne();
    await db.database.engineQuery(
      `with c as (insert into customers (name) values ('Harbor') returning id)
       insert into devices (customer_id, name, vendor, host, port, cohort, credential_set_id)
         select id, 'hd-fw-1', 'sonicwall', '169.254.169.254', 443, 'x', '00000000-0000-4000-8000-000000000001' from c`,
    );
    const { lines } = await look();
    server.close();
    const denied = expect.stringContaining('link-local, metadata') as string;
    expect(lines.filter((line) => line.name === 'reach')).toEqual([
      { name: 'reach', state: 'ok', says: `channel "Night mail" at 127.0.0.1:${port} answers` },
      {
        name: 'reach',
        state: 'fail',
        says: `channel "Old mail" at 127.0.0.1:${closed} cannot be reached (ECONNREFUSED)`,
        cure: 'correct the address and port there, or start what should listen at it',
      },
      {
        name: 'reach',
        state: 'fail',
        says: `channel "Pager" at 127.0.0.1:${port} may not be called: it is loopback`,
        cure: denied,
      },
      {
        name: 'reach',
        state: 'warn',
        says: 'firewall "hd-fw-1" at 169.254.169.254:443 may not be called: it is link-local, where cloud metadata lives',
        cure: denied,
      },
    ]);
  });

  it('says in one sentence when the database does not answer', async () => {
    const said: string[] = [];
    const program = new Command().exitOverride();
    doctor(program, {
      environment: {
        DATABASE_URL: 'postgresql://u:secret@127.0.0.1:1/x',
        FIREWATCH_DATA: folder,
        FIREWATCH_PORT: '0',
      },
      say: (text) => said.push(text),
      complain: () => undefined,
    });
    await program.parseAsync(['doctor'], { from: 'user' });
    expect(said[0]).toMatch(/^FAIL database /m);
    expect(said[0]).not.toContain('secret');
  });
});

describe('a key that is lost for good', () => {
  it('is given up only with the words typed out', async () => {
    await sealOne();
    const { complained, code } = await run('--forget-sealed');
    expect(complained[0]).toContain('--confirm every-credential-is-lost');
    expect(code).toBe(1);
    expect(await db.database.engineQuery('select length(sealed) > 0 as kept from credential_sets')).toEqual([
      { kept: true },
    ]);
  });

  it('leaves 1 credential to enter anew, a line in the audit, and lets the next start make a new key', async () => {
    await sealOne();
    rmSync(keyPath());
    const { said } = await run('--forget-sealed', '--confirm', 'every-credential-is-lost', '--json');
    expect(JSON.parse(said[0] ?? '')).toEqual({ credentials: 1, channels: 0, secondFactors: 0 });
    expect(await db.database.engineQuery('select action from audit_entries')).toEqual([
      { action: 'seal-key.forgotten' },
    ]);
    const keys = await db.database.asEngine((tx) => openSealKeys(tx, keyPath()));
    expect(keys.privateKey).not.toBeNull();
    expect(stateOf(await look(), 'key')).toEqual([`ok: ${keyPath()} opens all 0 sealed rows`]);
  });

  it('is not given up while Firewatch runs', async () => {
    await sealOne();
    await db.database.engineQuery(
      `insert into process_beats (id, role, host, pid, version, detail) values (gen_random_uuid(), 'all', 'fw1', 7, '', '{}')`,
    );
    const { complained } = await run('--forget-sealed', '--confirm', 'every-credential-is-lost');
    expect(complained).toEqual(['Firewatch runs on fw1 (process 7): stop it first.']);
  });
});
