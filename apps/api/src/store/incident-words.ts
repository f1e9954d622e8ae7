import type { DescribedMember } from '@firewatch/shared/domain/incident-description';
import type { FleetContext } from '@firewatch/shared/domain/incident-findings';
import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import { VERDICTS } from '@firewatch/shared/domain/verdict-words';
import type { StoredMember } from './incident-members.repo.js';
import type { StoredIncident } from './incidents.repo.js';

const place = ({ service }: { readonly service: Service }): number => SERVICES.indexOf(service);

/**
 * A stored member in the core's words: the worst of what it lost, the first on every screen among equals, as the row of the
 * firewall says it; or why it cannot be read.
 */
export function describedMember(member: StoredMember): DescribedMember {
  const { lost, why } = member.detail;
  const inOrder = lost.toSorted((a, b) => place(a) - place(b));
  const [worst] = VERDICTS.flatMap((verdict) => inOrder.filter((one) => one.verdict === verdict));
  return { ...member, verdict: worst?.verdict ?? null, reason: worst?.reason ?? why ?? null };
}

/** What was found beyond the members of a fleet incident; null for other kinds. Only for readers who see everything. */
export function fleetContext({
  kind,
  findings,
  members,
}: Pick<StoredIncident, 'kind' | 'findings'> & {
  readonly members: readonly StoredMember[];
}): FleetContext | null {
  if (kind !== 'fleet') return null;
  return {
    vendorName: findings.vendorName ?? 'Vendor',
    authority: findings.authority ?? '',
    isSudden: findings.isSudden ?? false,
    cohortSize: findings.cohortSize ?? members.length,
    others: findings.others ?? { bad: 0, of: 0 },
    models: findings.models ?? 0,
    firmwares: findings.firmwares ?? 0,
  };
}
