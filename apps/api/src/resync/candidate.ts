import { momentText } from '@firewatch/shared/domain/maintenance-words';
import type { LeftOutReason, ResyncCandidate, ResyncProcedure } from '@firewatch/shared/domain/resync';
import type { CandidateRow } from '../store/resync-candidates.repo.js';
import type { VendorAdapter } from '../vendors/contract.js';

type Why = { readonly why: LeftOutReason; readonly words: string };

/** The procedure of a firewall as it stands now; null = none fits. */
export function procedureOf(
  row: Pick<CandidateRow, 'vendor' | 'model' | 'firmware' | 'productLine' | 'readability'>,
  vendors: readonly VendorAdapter[],
): ResyncProcedure | null {
  const resync = vendors.find((vendor) => vendor.id === row.vendor)?.resync;
  const { model, firmware, productLine, readability } = row;
  return resync?.procedureFor({ model, firmware, productLine, readability }) ?? null;
}

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function ofHealth({ worst }: CandidateRow): Why | null {
  switch (worst) {
    case 'protecting':
      return { why: 'protecting', words: 'Every service that should protect does.' };
    case 'off-by-policy':
    case 'not-applicable':
      return { why: 'off-by-policy', words: 'Nothing should protect here, by its baseline.' };
    default:
      return null;
  }
}

/** Only for firewalls that are called: a checklist needs neither sign-in nor reading. */
function ofAccess(row: CandidateRow): Why | null {
  if (row.contact === 'identity-mismatch') {
    return {
      why: 'identity-mismatch',
      words: 'Another certificate or serial answers there: approve it first.',
    };
  }
  if (row.believedAt === null)
    return { why: 'never-read', words: 'It was never read: nobody knows what it had.' };
  if (!row.hasCredential) {
    return {
      why: 'no-resync-credential',
      words: 'It has no resync credential: give it one on its page, or many one together in the fleet.',
    };
  }
  return null;
}

function leftOut(row: CandidateRow, procedure: ResyncProcedure | null): Why | null {
  if (row.flag !== null) {
    const { owner, reason, until } = row.flag;
    const end = momentText(ownZone(), until);
    return { why: 'do-not-touch', words: `Do not touch, says ${owner} until ${end}: ${reason}` };
  }
  if (row.heldBy !== null) return { why: 'in-another-run', words: `R-${row.heldBy} has it in hand.` };
  if (procedure === null) return { why: 'no-procedure', words: 'No procedure fits its product line.' };
  return procedure.way === 'api' ? (ofHealth(row) ?? ofAccess(row)) : null;
}

/** Both units of a pair name each other: the same two serials in order, whichever answered. */
function pairOf({ vendor, answering, serial, peer }: CandidateRow): string | null {
  const own = answering ?? serial;
  return peer === null || own === null ? null : [vendor, ...[own, peer].sort()].join('/');
}

export function candidateOf(row: CandidateRow, vendors: readonly VendorAdapter[]): ResyncCandidate {
  const procedure = procedureOf(row, vendors);
  return {
    deviceId: row.deviceId,
    name: row.name,
    customerId: row.customerId,
    customerName: row.customerName,
    vendor: row.vendor,
    model: row.model,
    firmware: row.firmware,
    controller: row.controller,
    pair: pairOf(row),
    procedure,
    leftOut: leftOut(row, procedure),
    worst: { verdict: row.worst, reason: row.worstReason },
  };
}
