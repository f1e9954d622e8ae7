import { collectedAt, groupStrangers, type OpenStrangers } from '@firewatch/shared/domain/incident-identity';
import { cohortSizes } from '../store/cohorts.repo.js';
import type { DeviceRef } from '../store/correlation-feed.repo.js';
import type { StoredMember } from '../store/incident-members.repo.js';
import type { StoredIncident } from '../store/incidents.repo.js';
import { NOBODY, contactMember, isIn, type ContactScene, type Of } from './contact-member.js';

/** Devices that answer with a certificate or serial nobody approved: a renewal of many is one incident. */
export class StrangerCases {
  constructor(private readonly scene: ContactScene) {}

  async met(ref: DeviceRef, event: Of<'device.identity-changed'>): Promise<void> {
    const { book, tx, policy } = this.scene;
    const { why, metSerial, metFingerprint, at } = event;
    const text =
      why === 'wrong-serial' ? 'Another serial number answered.' : 'An unknown certificate was shown.';
    const words = { since: at, notBefore: null, why, text, metSerial, metFingerprint };
    const member = contactMember(ref, book.now, words);
    const change = groupStrangers(
      {
        device: { deviceId: ref.id, customerId: ref.customerId, cohort: ref.cohort, metAt: at },
        cohortSize: (await cohortSizes(tx, [ref.cohort])).get(ref.cohort) ?? 0,
        open: book
          .open()
          .filter((one) => one.kind === 'identity' && (isIn(one, ref.id) || isBatch(one, why)))
          .map(asStrangers),
      },
      policy,
    );
    if (change.type === 'open') return this.open(ref, member);
    const incident = book.get(change.incidentId);
    if (!incident) return;
    if (change.type === 'amend') return this.amend(incident, member);
    await book.widen(incident);
    await book.put(incident, [member], 'join');
    for (const id of change.absorbs) await this.takeOver(id, incident);
  }

  private async open(ref: DeviceRef, member: StoredMember): Promise<void> {
    const { book, policy, vendorName } = this.scene;
    await book.start(
      {
        ...NOBODY,
        kind: 'identity',
        severity: 'critical',
        cohort: ref.cohort,
        deviceId: ref.id,
        openedAt: book.now,
        since: member.since,
        findings: { vendorName: vendorName(ref.vendor) },
        noticeNotBefore: collectedAt(book.now, policy),
      },
      [member],
      member.detail.text ?? '',
    );
  }

  /** It shows yet another certificate: since when it is a stranger stays. */
  private async amend(incident: StoredIncident, member: StoredMember): Promise<void> {
    const before = incident.members.find((one) => one.deviceId === member.deviceId);
    const { since = member.since, joinedAt = member.joinedAt } = before ?? {};
    await this.scene.book.put(incident, [{ ...member, since, joinedAt }], 'silent');
  }

  private async takeOver(id: string, by: StoredIncident): Promise<void> {
    const { book } = this.scene;
    const absorbed = book.get(id);
    if (!absorbed) return;
    await book.put(
      by,
      absorbed.members.filter((member) => member.leftAt === null),
      'silent',
    );
    await book.absorb(absorbed, by);
  }
}

/** Certificates are renewed in batches; another box at an address is a matter of its own. */
const isBatch = (incident: StoredIncident, why: string): boolean =>
  why === 'certificate-changed' && incident.members.every((member) => member.detail.why !== 'wrong-serial');

function asStrangers(incident: StoredIncident): OpenStrangers {
  const members = incident.members.filter((member) => member.leftAt === null);
  const lastMetAt = Math.max(incident.since, ...members.map((member) => member.since));
  return { id: incident.id, cohort: incident.cohort, lastMetAt, members };
}
