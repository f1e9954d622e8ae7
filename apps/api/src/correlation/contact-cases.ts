import {
  groupSilence,
  type OpenSilence,
  type SilenceChange,
  type SilentDevice,
} from '@firewatch/shared/domain/incident-no-data';
import type { Policy } from '@firewatch/shared/domain/policy';
import { UNREADABLE_REASONS, type UnreadableReason } from '@firewatch/shared/domain/reading';
import { cohortSizes } from '../store/cohorts.repo.js';
import {
  answering,
  deviceRefs,
  silentDevices,
  siteSize,
  type DeviceRef,
  type SilentRow,
} from '../store/correlation-feed.repo.js';
import type { Tx } from '../store/database.js';
import type { StoredIncident, StoredMember } from '../store/incidents.repo.js';
import type { CaseBook } from './case-book.js';
import type { VendorName } from './fleet-cases.js';
import type { CaseEvent } from './incoming.js';

export interface ContactScene {
  readonly tx: Tx;
  readonly book: CaseBook;
  readonly refs: Map<string, DeviceRef>;
  readonly policy: Policy;
  readonly vendorName: VendorName;
}

type Of<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>;
interface MemberWords {
  readonly since: number;
  readonly notBefore: number | null;
  readonly why: UnreadableReason;
  readonly text: string;
  readonly isAdopted?: boolean;
  readonly metSerial?: string | null;
  readonly metFingerprint?: string | null;
}

/** While a member was taken in before its own deadline, whether it answers is looked at this often. */
const ADOPTED_LOOK_MS = 5_000;

const asReason = (why: string | null): UnreadableReason =>
  UNREADABLE_REASONS.find((reason) => reason === why) ?? 'timeout';

function member(ref: DeviceRef, joinedAt: number, words: MemberWords): StoredMember {
  const { since, notBefore, ...rest } = words;
  return {
    deviceId: ref.id,
    deviceName: ref.name,
    customerId: ref.customerId,
    customerName: ref.customerName,
    siteId: ref.siteId,
    model: null,
    firmware: null,
    services: [],
    since,
    notBefore,
    paidUntil: null,
    joinedAt,
    leftAt: null,
    detail: { lost: [], model: null, firmware: null, signatureVersion: null, ...rest },
  };
}

const isIn = (incident: StoredIncident, deviceId: string): boolean =>
  incident.members.some((one) => one.deviceId === deviceId && one.leftAt === null);

/** Incidents about contact: no data, another identity, a refused credential, an occupied session. */
export class ContactCases {
  constructor(private readonly scene: ContactScene) {}

  async apply(ref: DeviceRef, event: CaseEvent): Promise<void> {
    switch (event.type) {
      case 'device.no-data':
        return this.silent(ref, event);
      case 'device.busy':
        return this.busy(ref, event);
      case 'device.answers-again':
        return this.leave(ref.id, 'no-data', 'answers again');
      case 'device.identity-changed':
        return this.identity(ref, event);
      case 'device.identity-accepted':
        return this.leave(ref.id, 'identity', 'was approved');
      case 'device.auth-failed':
        return this.credential(ref, event);
      case 'device.auth-restored':
        return this.leave(ref.id, 'credential', 'signs in again');
      default:
        return;
    }
  }

  /** No longer watched: it leaves whatever it was part of. */
  async withdraw(deviceId: string): Promise<void> {
    for (const kind of ['no-data', 'identity', 'credential'] as const)
      await this.leave(deviceId, kind, 'was withdrawn');
  }

  /** Members taken in early, and occupied sessions, leave as soon as they answer. */
  async look(): Promise<void> {
    const { book, tx } = this.scene;
    for (const incident of book.open()) {
      const adopted = incident.members.filter((one) => one.leftAt === null && one.detail.isAdopted === true);
      if (incident.kind !== 'no-data' || adopted.length === 0) continue;
      const back = await answering(
        tx,
        adopted.map((one) => one.deviceId),
      );
      if (back.length > 0) await this.leaveFrom(incident, back, 'answers again');
    }
  }

  /** When `look` has something to look at again, epoch ms; null = not before an event. */
  static nextLook(incident: StoredIncident, now: number): number | null {
    const waits = incident.members.some((one) => one.leftAt === null && one.detail.isAdopted === true);
    return incident.state === 'open' && waits ? now + ADOPTED_LOOK_MS : null;
  }

  private async leave(deviceId: string, kind: StoredIncident['kind'], body: string): Promise<void> {
    for (const incident of this.scene.book.open()) {
      if (incident.kind === kind && isIn(incident, deviceId))
        await this.leaveFrom(incident, [deviceId], body);
    }
  }

  private async leaveFrom(
    incident: StoredIncident,
    deviceIds: readonly string[],
    body: string,
  ): Promise<void> {
    const { book } = this.scene;
    await book.leave(incident, deviceIds, body);
    if (incident.members.every((one) => one.leftAt !== null)) await book.close(incident, body);
  }

  private async silent(ref: DeviceRef, event: Of<'device.no-data'>): Promise<void> {
    const { tx, book, policy } = this.scene;
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
          .filter((one) => one.kind === 'no-data' && one.severity !== 'info')
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
        findings: { ...this.vendor(ref), cohortSize, siteName: isSite ? ref.siteName : null },
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
        member(ref, book.now, {
          since: device.firstFailedAt,
          notBefore: isOwn ? event.lastGoodAt : null,
          why: isOwn ? event.why : asReason(row?.why ?? null),
          text: isOwn ? event.detail : (row?.detail ?? ''),
          isAdopted: !isOwn,
        }),
      ];
    });
  }

  private async busy(ref: DeviceRef, event: Of<'device.busy'>): Promise<void> {
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
        findings: this.vendor(ref),
      },
      [member(ref, book.now, { since: event.since, notBefore: null, why: 'busy', text, isAdopted: true })],
      text,
    );
  }

  private async identity(ref: DeviceRef, event: Of<'device.identity-changed'>): Promise<void> {
    const { book } = this.scene;
    const { why, metSerial, metFingerprint, at } = event;
    const text =
      why === 'wrong-serial' ? 'Another serial number answered.' : 'An unknown certificate was shown.';
    const met = member(ref, book.now, { since: at, notBefore: null, why, text, metSerial, metFingerprint });
    const open = book.open().find((one) => one.kind === 'identity' && one.deviceId === ref.id);
    if (open) return book.put(open, [met], 'silent');
    await book.start(
      {
        ...NOBODY,
        kind: 'identity',
        severity: 'critical',
        cohort: ref.cohort,
        deviceId: ref.id,
        openedAt: book.now,
        since: at,
        findings: this.vendor(ref),
      },
      [met],
      text,
    );
  }

  private async credential(ref: DeviceRef, event: Of<'device.auth-failed'>): Promise<void> {
    const { book } = this.scene;
    const refused = member(ref, book.now, {
      since: event.at,
      notBefore: null,
      why: 'auth-failed',
      text: event.detail,
    });
    const open = book
      .open()
      .find((one) => one.kind === 'credential' && one.credentialSetId === ref.credentialSetId);
    if (open) return book.put(open, [refused], isIn(open, ref.id) ? 'silent' : 'join');
    await book.start(
      {
        ...NOBODY,
        kind: 'credential',
        severity: 'critical',
        cohort: ref.cohort,
        credentialSetId: ref.credentialSetId,
        openedAt: book.now,
        since: event.at,
        findings: { ...this.vendor(ref), credentialName: ref.credentialName },
      },
      [refused],
      'Sign-in was refused twice; reading stopped',
    );
  }

  private vendor(ref: DeviceRef): { vendorName: string } {
    return { vendorName: this.scene.vendorName(ref.vendor) };
  }
}

const NOBODY = {
  turn: null,
  deviceId: null,
  credentialSetId: null,
  siteId: null,
  noticeNotBefore: null,
} as const;

function asSilence(incident: StoredIncident): OpenSilence {
  const { id, deviceId, siteId, cohort, since } = incident;
  const memberIds = incident.members.filter((one) => one.leftAt === null).map((one) => one.deviceId);
  return { id, deviceId, siteId, cohort, since, memberIds };
}
