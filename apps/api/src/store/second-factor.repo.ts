import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from './database.js';

export type FactorState = 'off' | 'started' | 'on';

const CODES = 10;
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const codeHash = (code: string): Buffer => createHash('sha256').update(code).digest();
/** People type them with spaces, dashes and capitals. */
const plainCode = (code: string): string => code.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Where a person's secret is sealed to. */
export const factorSeal = (personId: string) =>
  ({ purpose: 'second-factor', recordId: personId, field: 'sealed', version: 1 }) as const;

export async function factorState(tx: Tx, personId: string): Promise<FactorState> {
  const [row] = await tx.query<{ confirmed_at: number | null }>(
    'select confirmed_at from second_factors where person_id = $1',
    [personId],
  );
  if (!row) return 'off';
  return row.confirmed_at === null ? 'started' : 'on';
}

/** A new secret that counts once a code of it was seen; one begun before is forgotten. */
export async function startFactor(tx: Tx, personId: string, sealed: Buffer): Promise<void> {
  await tx.query('delete from second_factors where person_id = $1 and confirmed_at is null', [personId]);
  await tx.query('insert into second_factors (person_id, sealed) values ($1, $2)', [personId, sealed]);
}

export async function confirmFactor(tx: Tx, personId: string): Promise<void> {
  await tx.query('update second_factors set confirmed_at = now() where person_id = $1', [personId]);
}

/** @returns false when there was none. */
export async function removeFactor(tx: Tx, personId: string): Promise<boolean> {
  const gone = await tx.query('delete from second_factors where person_id = $1 returning person_id', [
    personId,
  ]);
  await tx.query('delete from recovery_codes where person_id = $1', [personId]);
  return gone.length > 0;
}

/** Ten new codes of 50 bits for a person who has lost the phone; the old ones stop working. Given once, kept hashed. */
export async function newRecoveryCodes(tx: Tx, personId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, () => {
    const code = Array.from(randomBytes(10), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return `${code.slice(0, 5)}-${code.slice(5)}`;
  });
  await tx.query('delete from recovery_codes where person_id = $1', [personId]);
  await tx.query(
    `insert into recovery_codes (person_id, code_hash)
     select $1, decode(h, 'hex') from jsonb_array_elements_text($2::jsonb) as h`,
    [personId, JSON.stringify(codes.map((code) => codeHash(plainCode(code)).toString('hex')))],
  );
  return codes;
}

/** Uses one up; two at once: one gets it. */
export async function useRecoveryCode(tx: Tx, personId: string, code: string): Promise<boolean> {
  const used = await tx.query(
    `update recovery_codes set used_at = now() where person_id = $1 and code_hash = $2 and used_at is null returning person_id`,
    [personId, codeHash(plainCode(code))],
  );
  return used.length > 0;
}

export async function recoveryCodesLeft(tx: Tx, personId: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'select count(*) as n from recovery_codes where person_id = $1 and used_at is null',
    [personId],
  );
  return row?.n ?? 0;
}

/** The engine's side: the sealed secret, and the database's time by which a code is judged. */
export async function sealedFactor(
  tx: Tx,
  personId: string,
): Promise<{ readonly sealed: Buffer; readonly now: number } | null> {
  const [row] = await tx.query<{ sealed: Buffer; now: number }>(
    'select sealed, clock_timestamp() as now from second_factors where person_id = $1',
    [personId],
  );
  return row ?? null;
}

/** Each 30 s step counts once per person. @returns false when it was used or named before. */
export async function takeStep(tx: Tx, personId: string, step: number): Promise<boolean> {
  // Codes that are accepted, or named as being of another time, lie within an hour and a bit.
  await tx.query(`delete from second_factor_steps where at < now() - interval '3 hours'`);
  const taken = await tx.query(
    'insert into second_factor_steps (person_id, step) values ($1, $2) on conflict do nothing returning step',
    [personId, step],
  );
  return taken.length > 0;
}
