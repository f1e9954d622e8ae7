import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';

/** What can be pasted into a vendor's ticket: every firewall with its times in UTC. Customers are not named. */
export function evidenceText({ incident, customers, asOf }: IncidentDetail): string {
  const lines = customers
    .flatMap((customer) => customer.members)
    .toSorted((a, b) => (a.since < b.since ? -1 : 1))
    .map((member) =>
      [
        member.deviceName,
        member.model ?? 'model unknown',
        member.firmware ?? 'firmware unknown',
        member.services.map((service) => SERVICE_WORDS[service].name).join(', ') || 'no service named',
        `last good ${member.lastGoodAt ?? 'never seen'}`,
        `first bad ${member.since}`,
        member.paidUntil === null ? 'no licence end known' : `licence ends ${member.paidUntil.slice(0, 10)}`,
      ].join('; '),
    );
  return [`${incident.label} ${incident.headline}`, incident.subline, `As of ${asOf}`, '', ...lines].join(
    '\n',
  );
}
