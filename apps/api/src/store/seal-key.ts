import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartRefusal } from '../platform/config/start-refusal.js';
import type { Tx } from './database.js';
import { readInstallation, writeInstallation } from './installation.repo.js';

/** X25519; `privateKey` null in a process that may only seal. */
export interface SealKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject | null;
}

// RFC 8410: fixed DER heads of a raw 32-byte X25519 key.
const PRIVATE_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b656e032100', 'hex');
const KEY_BYTES = 32;
const INSTALLATION_KEY = 'seal-key';

export function toPublicKey(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_HEAD, raw]), format: 'der', type: 'spki' });
}

export function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_HEAD.length);
}

export function keysFromPrivate(raw: Buffer): SealKeys {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PRIVATE_HEAD, raw]),
    format: 'der',
    type: 'pkcs8',
  });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/**
 * The keys this process works with, checked against what the database was sealed for.
 * The file is made only when nothing sealed exists yet: a lost key must never be papered over by a new one.
 * Shape   `keyFile` null = seal only, with the public key of the installation.
 * Errors  StartRefusal when the file is missing, foreign or unreadable while sealed rows exist.
 */
export async function openSealKeys(tx: Tx, keyFile: string | null): Promise<SealKeys> {
  // Two programs that start on one empty database must agree on one key.
  await tx.query("select pg_advisory_xact_lock(hashtextextended('firewatch/seal-key', 0))");
  const stored = await storedPublicKey(tx);
  if (keyFile === null) {
    if (stored) return { publicKey: toPublicKey(stored), privateKey: null };
    throw new StartRefusal(
      'No seal key is known to the database yet: start the process with FIREWATCH_ROLE=poller (or all) once before this one.',
    );
  }
  const present = readKeyFile(keyFile);
  if (present && stored && rawPublicKey(present.publicKey).equals(stored)) return present;
  const sealed = await countSealed(tx);
  if (sealed > 0) throw new StartRefusal(missingKey(keyFile, sealed, present !== null));
  const keys = present ?? createKeyFile(keyFile);
  await writeInstallation(tx, INSTALLATION_KEY, {
    publicKey: rawPublicKey(keys.publicKey).toString('base64'),
  });
  return keys;
}

async function storedPublicKey(tx: Tx): Promise<Buffer | null> {
  const value = await readInstallation(tx, INSTALLATION_KEY);
  const text = value?.['publicKey'];
  return typeof text === 'string' ? Buffer.from(text, 'base64') : null;
}

async function countSealed(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ sealed: number }>(
    `select (select count(*) from credential_sets where length(sealed) > 0) + (select count(*) from channels where sealed is not null)
       + (select count(*) from second_factors) as sealed`,
  );
  return row?.sealed ?? 0;
}

function missingKey(keyFile: string, sealed: number, foreign: boolean): string {
  const what = foreign ? 'belongs to another installation' : 'is missing';
  return `The seal key ${keyFile} ${what}, but ${sealed} stored credential(s) were sealed for the right one: put that file back from your backup (mode 0400) and start again; if it is lost for good, see "The key is lost" in docs/operations.md.`;
}

function readKeyFile(file: string): SealKeys | null {
  let raw: Buffer;
  try {
    raw = readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new StartRefusal(
      `The seal key ${file} cannot be read by this user: give it to the user Firewatch runs as (chown, mode 0400).`,
    );
  }
  if (raw.length !== KEY_BYTES) {
    throw new StartRefusal(
      `The seal key ${file} has ${raw.length} bytes instead of ${KEY_BYTES}: put the right file back from your backup.`,
    );
  }
  try {
    return keysFromPrivate(raw);
  } finally {
    raw.fill(0);
  }
}

function createKeyFile(file: string): SealKeys {
  const pair = generateKeyPairSync('x25519');
  const raw = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PRIVATE_HEAD.length);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const handle = openSync(file, 'wx', 0o400);
  try {
    writeSync(handle, raw);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
    raw.fill(0);
  }
  return pair;
}
