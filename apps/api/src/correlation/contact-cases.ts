import { collectedAt } from '@firewatch/shared/domain/incident-identity';
import { answering, type DeviceRef } from '../store/correlation-feed.repo.js';
import type { StoredIncident } from '../store/incidents.repo.js';
import { NOBODY, contactMember, isIn, type ContactScene, type Of } from './contact-member.js';
import type { CaseEvent } from './incoming.js';
import { SilenceCases } from './silence-cases.js';
import { StrangerCases } from './stranger-cases.js';

/** While a member was taken in before its own deadline, whether it answers is looked at this often. */
const ADOPTED_LOOK_MS = 5_000;

/** Incidents about contact: no data, another identity, a refused credential, an occupied session. */
export class ContactCases {
  private readonly silence: SilenceCases;
  private readonly strangers: StrangerCases;

  constructor(private readonly scene: ContactScene) {
    this.silence = new SilenceCases(scene);
    this.strangers = new StrangerCases(scene);
  }

  async apply(ref: DeviceRef, event: CaseEvent): Promise<void> {
    switch (event.type) {
      case 'device.no-data':
        return this.silence.silent(ref, event);
      case 'device.busy':
        return this.silence.busy(ref, event);
      case 'device.answers-again':
        return this.leave(ref.id, 'no-data', 'answers again');
      case 'device.identity-changed':
        return this.strangers.met(ref, event);
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

  /** No longer watched: it leaves whatever it was part of. What it was alone in ends without a claim that it is well again. */
  async withdraw(deviceId: string): Promise<void> {
    const { book } = this.scene;
    for (const incident of book.open()) {
      if (!isIn(incident, deviceId)) continue;
      await book.leave(incident, [deviceId], 'is no longer watched');
      if (incident.members.some((one) => one.leftAt === null)) continue;
      incident.findings = { ...incident.findings, isWithdrawn: true };
      await book.close(incident, 'withdrawn');
    }
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

  private async credential(ref: DeviceRef, event: Of<'device.auth-failed'>): Promise<void> {
    const { book, policy } = this.scene;
    const refused = contactMember(ref, book.now, {
      since: event.at,
      notBefore: null,
      why: 'auth-failed',
      text: event.detail,
    });
    const open = book
      .open()
      .find((one) => one.kind === 'credential' && one.credentialSetId === ref.credentialSetId);
    if (open && isIn(open, ref.id)) return book.put(open, [refused], 'silent');
    if (open) {
      await book.widen(open);
      return book.put(open, [refused], 'join');
    }
    await book.start(
      {
        ...NOBODY,
        kind: 'credential',
        severity: 'critical',
        cohort: ref.cohort,
        deviceId: ref.id,
        credentialSetId: ref.credentialSetId,
        openedAt: book.now,
        since: event.at,
        noticeNotBefore: collectedAt(book.now, policy),
        findings: { ...this.vendor(ref), credentialName: ref.credentialName },
      },
      [refused],
      'Sign-in was refused; reading stopped',
    );
  }

  private vendor(ref: DeviceRef): { vendorName: string } {
    return { vendorName: this.scene.vendorName(ref.vendor) };
  }
}
