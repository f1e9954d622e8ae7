import { createHmac, timingSafeEqual } from 'node:crypto';
import { clearAuditFault } from './audit-fault.repo.js';
import type { AuditHead } from './audit-head.js';
import type { Tx } from './database.js';

/** What links are made with: the key, and a mark that tells links of another key apart. */
export interface ChainKey {
  readonly key: Buffer;
  readonly mark: string;
}

/** Hash before the first line. */
const ROOT = Buffer.alloc(32);
const CHAIN_LOCK = 0x46_57_41_43;
/** Lines a round takes at most, and lines read at a time when all are checked. */
export const ROUND = 1_000;
const PAGE = 5_000;
/** A line whose number is this far below the last linked one was committed long ago. */
const LATE_COMMITS = 5_000;

/** One line as it is hashed: every column, in PostgreSQL's own one spelling of JSON; the instant in whole microseconds. */
const LINE = `jsonb_build_array(e.id, (extract(epoch from e.at) * 1000000)::bigint, e.person_id, e.person_name, e.action,
  e.subject_kind, e.subject_id, e.customer_id, e.detail)::text`;

/** h(n) = HMAC-SHA256(K, h(n-1) ‖ n ‖ line): a line changed, taken out, put in or moved breaks every link after it. */
export function linkHash(key: Buffer, before: Buffer, seq: number, line: string): Buffer {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(seq));
  return createHmac('sha256', key).update(before).update(number).update(line).digest();
}

interface LastLink {
  readonly seq: number;
  readonly entry_id: number;
  readonly hash: Buffer;
  readonly key_mark: string;
  readonly chained_at: number;
}

const toHead = (link: LastLink): AuditHead => ({
  seq: link.seq,
  entryId: link.entry_id,
  hash: link.hash.toString('hex'),
  keyMark: link.key_mark,
  at: new Date(link.chained_at).toISOString(),
});

async function lastLink(tx: Tx): Promise<LastLink | null> {
  const [last] = await tx.query<LastLink>(
    'select seq, entry_id, hash, key_mark, chained_at from audit_chain order by seq desc limit 1',
  );
  return last ?? null;
}

/** The link of one number, for comparing with a head that was kept outside. */
export async function linkAt(tx: Tx, seq: number): Promise<AuditHead | null> {
  const [link] = await tx.query<LastLink>(
    'select seq, entry_id, hash, key_mark, chained_at from audit_chain where seq = $1',
    [seq],
  );
  return link ? toHead(link) : null;
}

/**
 * Links lines that have none yet, oldest first, one process at a time, in the order in which they became visible.
 * Shape   `whole` looks at every line ever written; without it only near the end of the chain.
 * @returns the new last link and how many were made; null = there is no line at all.
 */
export async function chainNew(
  tx: Tx,
  { key, mark }: ChainKey,
  whole: boolean,
): Promise<{ readonly head: AuditHead | null; readonly made: number }> {
  await tx.query('select pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
  const last = await lastLink(tx);
  const lines = await tx.query<{ id: number; line: string }>(
    `select e.id, ${LINE} as line from audit_entries e
     where e.id > $1 and not exists (select 1 from audit_chain c where c.entry_id = e.id) order by e.id limit $2`,
    [whole ? 0 : (last?.entry_id ?? 0) - LATE_COMMITS, ROUND],
  );
  let before = last?.hash ?? ROOT;
  let seq = last?.seq ?? 0;
  const links = lines.map(({ id, line }) => {
    seq += 1;
    before = linkHash(key, before, seq, line);
    return { seq, entry_id: id, hash: before.toString('hex') };
  });
  if (links.length === 0) return { head: last && toHead(last), made: 0 };
  await tx.query(
    `insert into audit_chain (seq, entry_id, hash, key_mark)
     select l.seq, l.entry_id, decode(l.hash, 'hex'), $2
     from jsonb_to_recordset($1::jsonb) as l (seq bigint, entry_id bigint, hash text)`,
    [JSON.stringify(links), mark],
  );
  const head = await lastLink(tx);
  return { head: head && toHead(head), made: links.length };
}

export type ChainFault = 'altered' | 'missing' | 'cut' | 'other-key' | 'head-differs';

/** Result of a check of the whole chain. */
export interface ChainReport {
  /** Lines whose link is right, from the first on. */
  readonly lines: number;
  /** Lines written a moment ago that have no link yet. */
  readonly waiting: number;
  /** Null = nothing was changed. */
  readonly fault: {
    readonly what: ChainFault;
    /** First place that is wrong. */
    readonly seq: number;
    readonly entryId: number | null;
    /** When that line says it was written; null when it is gone. */
    readonly at: string | null;
    readonly sentence: string;
  } | null;
}

interface CheckedLink {
  readonly seq: number;
  readonly entry_id: number;
  readonly hash: Buffer;
  readonly key_mark: string;
  readonly at: number | null;
  readonly line: string | null;
}

type Fault = NonNullable<ChainReport['fault']>;

const fault = (
  what: ChainFault,
  link: Pick<CheckedLink, 'seq'> & { entry_id?: number; at?: number | null },
  sentence: string,
): Fault => ({
  what,
  seq: link.seq,
  entryId: link.entry_id ?? null,
  at: link.at === null || link.at === undefined ? null : new Date(link.at).toISOString(),
  sentence,
});

/** Is this link the one that must follow? Null = it is. */
function faultOf(link: CheckedLink, expected: number, before: Buffer, by: ChainKey): Fault | null {
  if (link.seq !== expected) {
    return fault('missing', { seq: expected }, `Line ${expected} was deleted together with its link.`);
  }
  if (link.key_mark !== by.mark) {
    return fault('other-key', link, `Line ${link.seq} was linked with another key than the one in use now.`);
  }
  if (link.line === null) {
    return fault('missing', link, `Line ${link.seq} (number ${link.entry_id}) was deleted.`);
  }
  if (!timingSafeEqual(linkHash(by.key, before, link.seq, link.line), link.hash)) {
    return fault(
      'altered',
      link,
      `Line ${link.seq} (number ${link.entry_id}) was changed, moved, or replaced by another one.`,
    );
  }
  return null;
}

/**
 * The check of `verifyChain`, and what follows from it: the fault that was noted of the head is over when nothing else is
 * found. Lines of a lost key cannot be checked by anybody and do not keep it; a head that still differs is noted anew.
 */
export async function verifyAndNote(tx: Tx, by: ChainKey, outside: AuditHead | null): Promise<ChainReport> {
  const report = await verifyChain(tx, by, outside);
  if (report.fault === null || report.fault.what === 'other-key') await clearAuditFault(tx);
  return report;
}

/**
 * Checks every link from the first, and the end against the head kept outside the database.
 * Shape   first wrong place, or none; `outside` null = no head is kept here, so that a cut end cannot be seen.
 */
export async function verifyChain(tx: Tx, by: ChainKey, outside: AuditHead | null): Promise<ChainReport> {
  let before: Buffer = ROOT;
  let lines = 0;
  for (;;) {
    const links = await tx.query<CheckedLink>(
      `select c.seq, c.entry_id, c.hash, c.key_mark, e.at, case when e.id is not null then ${LINE} end as line
       from audit_chain c left join audit_entries e on e.id = c.entry_id where c.seq > $1 order by c.seq limit $2`,
      [lines, PAGE],
    );
    for (const link of links) {
      const found = faultOf(link, lines + 1, before, by);
      if (found) return { lines, waiting: 0, fault: found };
      if (outside?.seq === link.seq && outside.hash !== link.hash.toString('hex')) {
        const said = `Line ${link.seq} is not the one whose link was kept outside the database at ${outside.at}.`;
        return { lines, waiting: 0, fault: fault('head-differs', link, said) };
      }
      before = link.hash;
      lines = link.seq;
    }
    if (links.length < PAGE) break;
  }
  return { lines, waiting: await countWaiting(tx), fault: cutFault(lines, outside) };
}

function cutFault(lines: number, outside: AuditHead | null): Fault | null {
  if (!outside || outside.seq <= lines) return null;
  const gone = outside.seq - lines;
  return fault(
    'cut',
    { seq: lines + 1 },
    `The last ${gone} line${gone === 1 ? ' was' : 's were'} cut off: the head kept outside the database names line ${outside.seq} of ${outside.at}, the database ends at ${lines}.`,
  );
}

async function countWaiting(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'select count(*) as n from audit_entries e where not exists (select 1 from audit_chain c where c.entry_id = e.id)',
  );
  return row?.n ?? 0;
}
