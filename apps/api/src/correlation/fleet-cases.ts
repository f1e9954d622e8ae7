import { correlate, type FleetChange } from '@firewatch/shared/domain/fleet';
import {
  applyChange,
  notBeforeOf,
  sinceOf,
  type LostDevice,
  type LostService,
} from '@firewatch/shared/domain/incident-case';
import type { Policy } from '@firewatch/shared/domain/policy';
import { SERVICES } from '@firewatch/shared/domain/service';
import { reasonsOfTurn } from '@firewatch/shared/domain/verdict';
import { cohortSizes, cohortSpread, elsewhere } from '../store/cohorts.repo.js';
import { deviceFacts, deviceRefs, type DeviceFacts, type DeviceRef } from '../store/correlation-feed.repo.js';
import type { Tx } from '../store/database.js';
import type { StoredMember } from '../store/incident-members.repo.js';
import type { StoredFindings } from '../store/incidents.repo.js';
import { asOpen, type CaseBook } from './case-book.js';
import type { CaseEvent } from './incoming.js';

/** Vendor words of a cohort key `vendor/authority`. */
export type VendorName = (vendor: string) => string;

export interface FleetScene {
  readonly tx: Tx;
  readonly book: CaseBook;
  readonly refs: Map<string, DeviceRef>;
  readonly policy: Policy;
  readonly vendorName: VendorName;
  /** No first notice of a cohort before this time: its opening window. */
  readonly notBefore: (cohort: string) => number | null;
}

/** What the devices of one cohort have lost by now: open members, changed by what the pass reads. */
export class LostLedger {
  private readonly lost = new Map<string, Map<string, readonly LostService[]>>();
  private readonly flapping = new Map<string, number>();
  private readonly intended = new Set<string>();

  constructor(book: CaseBook) {
    for (const incident of book.open()) {
      if ((incident.kind !== 'device' && incident.kind !== 'fleet') || incident.cohort === null) continue;
      for (const member of incident.members) {
        if (member.leftAt === null) this.add(incident.cohort, member.deviceId, member.detail.lost);
      }
    }
  }

  apply(ref: DeviceRef, event: Extract<CaseEvent, { type: 'service.changed' }>): void {
    const devices = this.of(ref.cohort);
    devices.set(ref.id, applyChange(devices.get(ref.id) ?? [], event));
    if (event.confirmedBy === 'baseline') this.intended.add(ref.id);
    else this.intended.delete(ref.id);
  }

  /** Nothing came back: a person changed what is expected of it. */
  isIntended(deviceId: string): boolean {
    return this.intended.has(deviceId);
  }

  /** A flapping device counts as a problem until it was quiet for the policy's time. */
  flap(deviceId: string, until: number): void {
    this.flapping.set(deviceId, until);
  }

  heldUntil(deviceId: string): number | undefined {
    return this.flapping.get(deviceId);
  }

  withdraw(ref: DeviceRef): void {
    this.of(ref.cohort).delete(ref.id);
  }

  devices(cohort: string): readonly LostDevice[] {
    return [...this.of(cohort)].flatMap(([deviceId, lost]) =>
      lost.length === 0 ? [] : [{ deviceId, lost }],
    );
  }

  private of(cohort: string): Map<string, readonly LostService[]> {
    const devices = this.lost.get(cohort) ?? new Map<string, readonly LostService[]>();
    this.lost.set(cohort, devices);
    return devices;
  }

  private add(cohort: string, deviceId: string, lost: readonly LostService[]): void {
    const devices = this.of(cohort);
    devices.set(deviceId, [...(devices.get(deviceId) ?? []), ...lost]);
  }
}

function memberOf(
  device: LostDevice,
  ref: DeviceRef,
  facts: DeviceFacts | undefined,
  joinedAt: number,
): StoredMember {
  const services = SERVICES.filter((service) => device.lost.some((lost) => lost.service === service));
  const ends = services.flatMap((service) => facts?.ends[service] ?? []);
  return {
    deviceId: ref.id,
    deviceName: ref.name,
    customerId: ref.customerId,
    customerName: ref.customerName,
    siteId: ref.siteId,
    model: facts?.model ?? null,
    firmware: facts?.firmware ?? null,
    services,
    since: sinceOf(device.lost),
    notBefore: notBeforeOf(device.lost),
    paidUntil: ends.length === 0 ? null : Math.min(...ends),
    joinedAt,
    leftAt: null,
    detail: {
      lost: device.lost,
      model: facts?.model ?? null,
      firmware: facts?.firmware ?? null,
      signatureVersion: facts?.signatureVersion ?? null,
    },
  };
}

/** Applies the core's verdict on one cohort. */
export class FleetCases {
  constructor(private readonly scene: FleetScene) {}

  async settle(cohort: string, ledger: LostLedger): Promise<void> {
    const { book, policy, tx } = this.scene;
    for (const incident of book.open()) {
      const until = incident.deviceId === null ? undefined : ledger.heldUntil(incident.deviceId);
      if (incident.kind === 'device' && until !== undefined)
        incident.findings = { ...incident.findings, heldUntil: until };
    }
    const open = book
      .open()
      .filter((one) => one.cohort === cohort && (one.kind === 'device' || one.kind === 'fleet'));
    const lost = ledger.devices(cohort);
    if (open.length === 0 && lost.length === 0) return;
    const cohortSize = (await cohortSizes(tx, [cohort])).get(cohort) ?? 0;
    const changes = correlate({ cohort, cohortSize, lost, open: open.map(asOpen) }, policy, book.now);
    for (const change of changes) await this.apply(cohort, cohortSize, change, ledger);
  }

  private async apply(
    cohort: string,
    cohortSize: number,
    change: FleetChange,
    ledger: LostLedger,
  ): Promise<void> {
    const { book } = this.scene;
    if (change.type === 'open') return this.open(cohort, cohortSize, change, ledger);
    const incident = book.get(change.incidentId);
    if (!incident) return;
    switch (change.type) {
      case 'join':
        return book.put(incident, await this.members(change.members), 'join');
      case 'amend': {
        const before = new Map(incident.members.map((member) => [member.deviceId, member.joinedAt]));
        const members = await this.members(change.members);
        const kept = members.map((member) => ({
          ...member,
          joinedAt: before.get(member.deviceId) ?? member.joinedAt,
        }));
        return book.put(incident, kept, 'silent');
      }
      case 'leave': {
        const intended = change.deviceIds.filter((id) => ledger.isIntended(id));
        const back = change.deviceIds.filter((id) => !intended.includes(id));
        await book.leave(incident, intended, 'is as intended');
        return book.leave(incident, back, 'left');
      }
      case 'severity':
        return book.raise(incident, change.severity);
      case 'absorb': {
        const by = book.get(change.by);
        return by ? book.absorb(incident, by) : undefined;
      }
      case 'close': {
        const last = incident.members.filter((one) => one.leftAt === null || one.leftAt === book.now);
        const isIntended = last.length > 0 && last.every((one) => ledger.isIntended(one.deviceId));
        return book.close(incident, isIntended ? 'intended' : 'verified back');
      }
      case 'hold': {
        incident.nextLookAt = change.until;
        const bare = incident.members.map((member) => ({
          ...member,
          detail: { ...member.detail, lost: [] },
        }));
        await book.put(
          incident,
          bare.filter((member) => member.leftAt === null),
          'silent',
        );
        return book.save(incident);
      }
    }
  }

  private async open(
    cohort: string,
    cohortSize: number,
    change: Extract<FleetChange, { type: 'open' }>,
    ledger: LostLedger,
  ): Promise<void> {
    const { book } = this.scene;
    const isFleet = change.kind === 'fleet';
    const findings = await this.findings(cohort, cohortSize, change);
    const heldUntil = change.deviceId === null ? undefined : ledger.heldUntil(change.deviceId);
    const members = await this.members(change.members);
    const stored = await book.start(
      {
        kind: change.kind,
        severity: change.severity,
        cohort,
        turn: change.turn,
        deviceId: change.deviceId,
        credentialSetId: null,
        siteId: null,
        openedAt: book.now,
        since: change.since,
        findings: heldUntil === undefined ? findings : { ...findings, heldUntil },
        noticeNotBefore: this.scene.notBefore(cohort),
      },
      members,
      isFleet ? 'Fleet incident opened; device incidents become part of it' : 'Confirmed loss',
    );
    for (const id of change.absorbs) {
      const absorbed = book.get(id);
      if (absorbed) await book.absorb(absorbed, stored);
    }
  }

  private async findings(
    cohort: string,
    cohortSize: number,
    change: Extract<FleetChange, { type: 'open' }>,
  ): Promise<StoredFindings> {
    const { tx, vendorName, policy } = this.scene;
    const [vendor = '', authority = ''] = cohort.split('/');
    const base = {
      vendorName: vendorName(vendor),
      authority,
      cohortSize,
      isSudden: change.isSudden,
      waveAt: change.waveAt,
    };
    if (change.kind === 'device' || change.turn === null) return base;
    const others = await elsewhere(
      tx,
      cohort,
      reasonsOfTurn(change.turn),
      change.since - policy.fleet.windowMs,
    );
    return { ...base, others: others.of === 0 ? null : others, ...(await cohortSpread(tx, cohort)) };
  }

  private async members(devices: readonly LostDevice[]): Promise<StoredMember[]> {
    const { tx, refs, book } = this.scene;
    const ids = devices.map((device) => device.deviceId);
    const facts = await deviceFacts(tx, ids);
    for (const [id, ref] of await deviceRefs(
      tx,
      ids.filter((one) => !refs.has(one)),
    ))
      refs.set(id, ref);
    return devices.flatMap((device) => {
      const ref = refs.get(device.deviceId);
      return ref ? [memberOf(device, ref, facts.get(device.deviceId), book.now)] : [];
    });
  }
}
