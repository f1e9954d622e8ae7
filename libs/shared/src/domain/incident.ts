import type { Service } from './service.js';

export const INCIDENT_KINDS = ['device', 'fleet', 'no-data', 'identity', 'credential'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const NOTICE_KINDS = ['opened', 'updated', 'reminder', 'resolved', 'opened-and-resolved'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
/**
 * Messages that belong to no incident: `digest` = once a day about dates, `own-health` = about Firewatch itself,
 * `security` = somebody made alarms quieter or changed who may do what, `account` = to one person about their own account.
 */
export const SYSTEM_NOTICE_KINDS = ['test', 'digest', 'own-health', 'security', 'account'] as const;
export type SystemNoticeKind = (typeof SYSTEM_NOTICE_KINDS)[number];

/** One device's part in an incident. Instants epoch ms. */
export interface IncidentMember {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly siteId: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly services: readonly Service[];
  /** First reading that showed it. */
  readonly since: number;
  /** Last good reading before it; null when none was seen. */
  readonly notBefore: number | null;
  /** Last believed licence end; null when none is known. */
  readonly paidUntil: number | null;
  readonly joinedAt: number;
  /** When it was verified back (or withdrawn); null while part of the incident. */
  readonly leftAt: number | null;
}

/** Which devices can fail together: vendor and licence authority. */
export type CohortKey = string;
