import type { AlertPart, NoticeContent } from './notice-content.js';
import type { OwnFinding } from './own-health.js';
import type { Severity } from './incident.js';

export interface OwnMessage {
  readonly title: string;
  readonly lines: readonly string[];
  readonly severity: Severity;
  /** Epoch ms. */
  readonly at: number;
  readonly zone: string;
  /** Absent = it is no alarm and ends none. */
  readonly alert?: AlertPart;
}

/** When it is said, and the alarm it is part of. */
type AlarmAt = Pick<OwnMessage, 'at' | 'zone'> & { readonly alertId: string };

/** A message of Firewatch about itself; it opens the health page. */
export const ownHealthContent = (message: OwnMessage): NoticeContent => ({
  label: '',
  incidentId: null,
  kind: null,
  severity: message.severity,
  headline: { title: message.title, subline: '', likely: '', doNow: '' },
  zone: message.zone,
  at: message.at,
  customers: [],
  findings: [],
  lines: message.lines,
  path: '/administration/health',
  ...(message.alert ? { alert: message.alert } : {}),
  adopted: [],
  told: { severity: message.severity, units: [], customerIds: [] },
});

/** Something became wrong with Firewatch itself. */
export const ownAlarm = (findings: readonly OwnFinding[], { alertId, ...at }: AlarmAt): NoticeContent => {
  const wrong = findings.filter((one) => one.state === 'wrong').map((one) => one.sentence);
  const rest = wrong.length === 1 ? '' : ` And ${wrong.length - 1} more.`;
  return ownHealthContent({
    ...at,
    alert: { id: alertId, isOver: false },
    severity: 'critical',
    title: `Firewatch itself is not well: ${wrong[0] ?? ''}${rest}`,
    lines: [
      ...wrong,
      'Until this is mended, losses may be seen late. You get one message when all is well again.',
    ],
  });
};

/** The end of the alarm of that id. */
export const ownAllWell = ({ alertId, ...at }: AlarmAt): NoticeContent =>
  ownHealthContent({
    ...at,
    alert: { id: alertId, isOver: true },
    severity: 'info',
    title: 'Firewatch itself is well again',
    lines: ['Everything it checks of itself is right.'],
  });

export interface DailyFigures {
  readonly devices: number;
  readonly openIncidents: number;
  /** Messages handed over since yesterday. */
  readonly delivered: number;
  readonly dead: number;
  /** Smallest free space of the watched folders; null where none is watched. */
  readonly freeBytes: number | null;
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** Once a day, also when all is well: a watch that says nothing could as well be dead. */
export const ownDaily = (
  figures: DailyFigures,
  findings: readonly OwnFinding[],
  at: Pick<OwnMessage, 'at' | 'zone'>,
): NoticeContent => {
  const parts = [
    `${count(figures.devices, 'firewall')} watched`,
    `${count(figures.openIncidents, 'incident')} open`,
    `${count(figures.delivered, 'message')} delivered since yesterday`,
    ...(figures.dead === 0 ? [] : [`${figures.dead} given up`]),
    ...(figures.freeBytes === null
      ? []
      : [`${(figures.freeBytes / 1_073_741_824).toFixed(1)} GB free on the disk`]),
  ];
  const isWell = findings.length === 0;
  return ownHealthContent({
    ...at,
    severity: isWell ? 'info' : 'warning',
    title: isWell ? 'Firewatch is well' : `Firewatch runs, with ${count(findings.length, 'remark')}`,
    lines: [`${parts.join(', ')}.`, ...findings.map((one) => one.sentence)],
  });
};

/** Messages that were given up, told over the ways that are left. */
export const ownEscalation = (
  lost: readonly { readonly channel: string; readonly destination: string; readonly subject: string }[],
  at: Pick<OwnMessage, 'at' | 'zone'>,
): NoticeContent =>
  ownHealthContent({
    ...at,
    severity: 'critical',
    title: `${count(lost.length, 'message')} could not be delivered and will not be tried again`,
    lines: lost.map((one) => `Not delivered to ${one.destination} over "${one.channel}": ${one.subject}`),
  });
