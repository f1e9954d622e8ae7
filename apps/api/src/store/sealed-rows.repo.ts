import type { Tx } from './database.js';
import { VaultRefusal, type SealedAs, type Vault } from './vault.js';

interface SealedRow extends SealedAs {
  readonly sealed: Uint8Array;
}

const SEALED = `select 'credential-set' as purpose, id as "recordId", 'sealed' as field, seal_version as version, sealed
    from credential_sets where length(sealed) > 0
  union all select 'channel', id, 'sealed', 1, sealed from channels where sealed is not null`;

/** How many sealed credentials and channel secrets there are, and how many of them this key does not open. */
export async function countUnopenable(
  tx: Tx,
  vault: Pick<Vault, 'unseal'>,
): Promise<{ readonly sealed: number; readonly unopenable: number }> {
  const rows = await tx.query<SealedRow>(SEALED);
  return { sealed: rows.length, unopenable: rows.filter((row) => !opens(row, vault)).length };
}

function opens({ sealed, ...as }: SealedRow, vault: Pick<Vault, 'unseal'>): boolean {
  try {
    vault.unseal(sealed, as);
    return true;
  } catch (error) {
    if (error instanceof VaultRefusal) return false;
    throw error;
  }
}

export interface Forgotten {
  /** Credentials to be entered anew. */
  readonly credentials: number;
  /** Channels switched off because their password is gone. */
  readonly channels: number;
  /** Persons who set up their second factor anew. */
  readonly secondFactors: number;
}

/**
 * Gives up everything that was sealed for a key nobody has any more, and that key itself: the next start makes a new one.
 * Firewalls, history, incidents, people and the audit stay; a line of the audit says what was done.
 */
export async function forgetSealed(tx: Tx): Promise<Forgotten> {
  const counted = async (text: string): Promise<number> =>
    (await tx.query<{ n: number }>(`with gone as (${text} returning 1) select count(*) as n from gone`))[0]
      ?.n ?? 0;
  const credentials = await counted(
    `update credential_sets set sealed = ''::bytea, seal_version = seal_version + 1, state = 'failed', failed_at = now(),
       changed_at = now() where length(sealed) > 0`,
  );
  const channels = await counted(
    'update channels set sealed = null, sealed_former = null, enabled = false where sealed is not null',
  );
  const secondFactors = await counted('delete from second_factors');
  await tx.query('delete from notice_secrets');
  await tx.query("delete from installation where key = 'seal-key'");
  const forgotten = { credentials, channels, secondFactors };
  await tx.query(
    `insert into audit_entries (person_name, action, subject_kind, subject_id, detail)
     values ('the host (doctor --forget-sealed)', 'seal-key.forgotten', 'installation', 'seal-key', $1)`,
    [JSON.stringify(forgotten)],
  );
  return forgotten;
}
