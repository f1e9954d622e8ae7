import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSealKeys } from '@firewatch/api/store/seal-key';
import { Vault } from '@firewatch/api/store/vault';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

let test: TestDatabase;
let folder: string;
let file: string;
beforeEach(async () => {
  test = await startTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'fw-key-'));
  file = join(folder, 'keys', 'seal.key');
});
afterEach(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

const open = (keyFile: string | null) => test.database.asEngine((tx) => openSealKeys(tx, keyFile));
const as = { purpose: 'credential-set', recordId: 'r', field: 'sealed', version: 1 };
const storeSealed = async (sealed: Buffer) => {
  await test.database.engineQuery(
    "insert into credential_sets (name, vendor, sealed) values ('set', 'sonicwall', $1)",
    [sealed],
  );
};

it('makes the key once: 32 bytes, 0400 in a 0700 folder', async () => {
  await open(file);
  const first = readFileSync(file);
  await open(file);
  expect(readFileSync(file).equals(first)).toBe(true);
  expect([first.length, statSync(file).mode & 0o777, statSync(join(folder, 'keys')).mode & 0o777]).toEqual([
    32, 0o400, 0o700,
  ]);
});

it('lets a process without the file seal what the holder opens', async () => {
  const holder = new Vault(await open(file));
  const sealer = new Vault(await open(null));
  const sealed = sealer.seal({ password: 'p' }, as);
  expect([sealer.canUnseal, holder.unseal(sealed, as)]).toEqual([false, { password: 'p' }]);
});

it('says that the holder has to start first when no key is known', async () => {
  await expect(open(null)).rejects.toThrow(
    /^No seal key is known to the database yet: start the process with FIREWATCH_ROLE=poller/,
  );
});

it('never makes a new key while 1 sealed row exists', async () => {
  const vault = new Vault(await open(file));
  await storeSealed(vault.seal({ password: 'p' }, as));
  const kept = readFileSync(file);
  rmSync(file);
  await expect(open(file)).rejects.toThrow(
    `The seal key ${file} is missing, but 1 stored credential(s) were sealed for the right one: put that file back from your backup (mode 0400) and start again; if it is lost for good, see "The key is lost" in docs/operations.md.`,
  );
  writeFileSync(file, Buffer.alloc(32, 7), { mode: 0o400 });
  await expect(open(file)).rejects.toThrow(`The seal key ${file} belongs to another installation`);
  chmodSync(file, 0o600);
  writeFileSync(file, kept);
  expect((await open(file)).privateKey?.asymmetricKeyType).toBe('x25519');
});

it('makes a new key when the old one is gone and nothing was sealed for it', async () => {
  await open(file);
  const first = readFileSync(file);
  rmSync(file);
  const vault = new Vault(await open(file));
  expect(readFileSync(file).equals(first)).toBe(false);
  expect(vault.unseal(new Vault(await open(null)).seal({ a: 1 }, as), as)).toEqual({ a: 1 });
});

it('refuses a file of the wrong length', async () => {
  await open(file);
  chmodSync(file, 0o600);
  writeFileSync(file, 'short');
  await expect(open(file)).rejects.toThrow(`The seal key ${file} has 5 bytes instead of 32`);
});
