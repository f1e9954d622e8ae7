import {
  groupSilence,
  type OpenSilence,
  type SilenceChange,
  type SilentDevice,
} from '@firewatch/shared/domain/incident-no-data';
import { UNREADABLE_REASONS, type UnreadableReason } from '@firewatch/shared/domain/reading';
import { cohortSizes } from '../store/cohorts.repo.js';
import {
  deviceRefs,
  silentDevices,
  siteSize,
  type DeviceRef,
  type SilentRow,
} from '../store/correlation-feed.repo.js';
import type { StoredMember } from '../store/incident-members.repo.js';
import type { StoredIncident } from '../store/incidents.repo.js';
import { NOBODY, contactMember, isIn, type ContactScene, type Of } from './contact-member.js';

const asReason = (why: string | null): UnreadableReason =>
  UNREADABLE_REASONS.find((reason) => reason === why) ?? 'timeout';

/** Devices that fell silent, alone or together, and occupied sessions. */
export class SilenceCases {
  constructor(private readonly scene: ContactScene) {}

  async silent(ref: DeviceRef, event: Of<'device.no-data'>): Promise<void> {
    const { tx, book, policy } = this.scene;
    // Of thousands that fall silent together all but the first are in its incident: no look at the others for each.
    if (this.isInGroup(ref.id)) return this.confirmAdopted(ref, event);
    const self = {
      deviceId: ref.id,
      siteId: ref.siteId,
      cohort: ref.cohort,
      firstFailedAt: event.firstFailedAt,
    };
    const rows = await silentDevices(tx, ref);
    const known = new Map<string, SilentRow>(rows.map((row) => [row.deviceId, row]));
    const change = groupSilence(
      {
        device: self,
        silent: [self, ...rows.filter((row) => row.deviceId !== ref.id)],
        siteSize: await siteSize(tx, ref.siteId),
        cohortSize: (await cohortSizes(tx, [ref.cohort])).get(ref.cohort) ?? 0,
        open: book
          .open()
          .filter((one) => one.kind === 'no-data' && one.severity !== 'info' && !one.findings.isOwnDelay)
          .map(asSilence),
      },
      policy,
    );
    if (change.type === 'none') return this.confirmAdopted(ref, event);
    const members = await this.silentMembers(change.members, known, ref.id, event);
    if (change.type === 'join') {
      const incident = book.get(change.incidentId);
      return incident ? book.put(incident, members, 'join') : undefined;
    }
    return this.openSilence(ref, change, members);
  }

  private isInGroup(deviceId: string): boolean {
    return this.scene.book
      .open()
      .some((one) => one.kind === 'no-data' && one.deviceId === null && isIn(one, deviceId));
  }

  /** Taken in early, its own deadline has come now: it no longer leaves by a mere look. */
  private async confirmAdopted(ref: DeviceRef, event: Of<'device.no-data'>): Promise<void> {
    const { book } = this.scene;
    for (const incident of book.open()) {
      const own = incident.members.find((one) => one.deviceId === ref.id && one.leftAt === null);
      if (incident.kind !== 'no-data' || own === undefined) continue;
      const detail = { ...own.detail, isAdopted: false, why: event.why, text: event.detail };
      await book.put(incident, [{ ...own, notBefore: event.lastGoodAt, detail }], 'silent');
    }
  }

  private async openSilence(
    ref: DeviceRef,
    change: Extract<SilenceChange, { type: 'open' }>,
    members: readonly StoredMember[],
  ): Promise<void> {
    const { book, tx } = this.scene;
    const isSite = change.about === 'site';
    const sizes = await cohortSizes(tx, [ref.cohort]);
    const cohortSize = isSite ? await siteSize(tx, ref.siteId) : (sizes.get(ref.cohort) ?? null);
    const stored = await book.start(
      {
        ...NOBODY,
        kind: 'no-data',
        severity: 'critical',
        cohort: ref.cohort,
        deviceId: change.about === 'device' ? ref.id : null,
        siteId: isSite ? ref.siteId : null,
        openedAt: book.now,
        since: change.since,
        findings: {
          vendorName: this.scene.vendorName(ref.vendor),
          cohortSize,
          siteName: isSite ? ref.siteName : null,
        },
      },
      members,
      members.length > 1 ? 'Devices fell silent together' : 'No believable answer until the deadline',
    );
    for (const id of change.absorbs) {
      const absorbed = book.get(id);
      if (absorbed) await book.absorb(absorbed, stored);
    }
  }

  private async silentMembers(
    devices: readonly SilentDevice[],
    known: ReadonlyMap<string, SilentRow>,
    alarmedId: string,
    event: Of<'device.no-data'>,
  ): Promise<StoredMember[]> {
    const { tx, book } = this.scene;
    const refs = await deviceRefs(
      tx,
      devices.map((device) => device.deviceId),
    );
    return devices.flatMap((device) => {
      const ref = refs.get(device.deviceId);
      if (!ref) return [];
      const isOwn = device.deviceId === alarmedId;
      const row = known.get(device.deviceId);
      return [
        contactMember(ref, book.now, {
          since: device.firstFailedAt,
          notBefore: isOwn ? event.lastGoodAt : null,
          why: isOwn ? event.why : asReason(row?.why ?? null),
          text: isOwn ? event.detail : (row?.detail ?? ''),
          isAdopted: !isOwn,
        }),
      ];
    });
  }

  async busy(ref: DeviceRef, event: Of<'device.busy'>): Promise<void> {
    const { book } = this.scene;
    if (book.open().some((one) => one.kind === 'no-data' && isIn(one, ref.id))) return;
    const text = 'An administrator or another program holds the only session.';
    await book.start(
      {
        ...NOBODY,
        kind: 'no-data',
        // Told, never paged.
        severity: 'info',
        cohort: ref.cohort,
        deviceId: ref.id,
        openedAt: book.now,
        since: event.since,
        findings: { vendorName: this.scene.vendorName(ref.vendor) },
      },
      [
        contactMember(ref, book.now, {
          since: event.since,
          notBefore: null,
          why: 'busy',
          text,
          isAdopted: true,
        }),
      ],
      text,
    );
  }
}

function asSilence(incident: StoredIncident): OpenSilence {
  const { id, deviceId, siteId, cohort, since } = incident;
  const memberIds = incident.members.filter((one) => one.leftAt === null).map((one) => one.deviceId);
  return { id, deviceId, siteId, cohort, since, memberIds };
}
