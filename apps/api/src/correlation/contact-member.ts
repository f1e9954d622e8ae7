import type { Policy } from '@firewatch/shared/domain/policy';
import type { UnreadableReason } from '@firewatch/shared/domain/reading';
import type { DeviceRef } from '../store/correlation-feed.repo.js';
import type { Tx } from '../store/database.js';
import type { StoredMember } from '../store/incident-members.repo.js';
import type { StoredIncident } from '../store/incidents.repo.js';
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

export type Of<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>;

/** How a device stands to an incident about contact. Instants epoch ms. */
export interface MemberWords {
  readonly since: number;
  readonly notBefore: number | null;
  readonly why: UnreadableReason;
  readonly text: string;
  readonly isAdopted?: boolean;
  readonly metSerial?: string | null;
  readonly metFingerprint?: string | null;
}

export function contactMember(ref: DeviceRef, joinedAt: number, words: MemberWords): StoredMember {
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

export const isIn = (incident: StoredIncident, deviceId: string): boolean =>
  incident.members.some((one) => one.deviceId === deviceId && one.leftAt === null);

export const NOBODY = {
  turn: null,
  deviceId: null,
  credentialSetId: null,
  siteId: null,
  noticeNotBefore: null,
} as const;
