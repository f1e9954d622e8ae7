import { counted } from './headline.js';
import { lostIn } from './resync-loss.js';
import { OUTCOME_WORDS } from './resync-words.js';
import type { ResyncOutcome, ResyncSnapshot, RunDevicePhase, StepAnswer } from './resync.js';
import { SERVICE_WORDS, SERVICES } from './service.js';
import type { Service } from './service.js';

/** One call as it was intended and answered. Epoch ms. */
export interface ReportCall {
  /** Request line or exact command. */
  readonly what: string;
  readonly attempt: number;
  readonly calledAt: number;
  readonly answeredAt: number | null;
  readonly answer: StepAnswer | null;
  readonly words: string;
}
/** One step that a person did. Epoch ms. */
export interface ReportTick {
  readonly what: string;
  readonly at: number;
  readonly by: string;
  readonly evidence: string;
}
/** A service that did not protect; `to` null = it still does not. Epoch ms. */
export interface ReportExposure {
  readonly service: Service;
  readonly from: number;
  readonly to: number | null;
}
export interface ReportDevice {
  readonly name: string;
  readonly customerName: string;
  readonly vendorName: string;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
  /** Product line of its procedure. */
  readonly procedure: string;
  /** `Canary`, `Wave 2`, `By hand`. */
  readonly place: string;
  readonly attempt: number;
  readonly phase: RunDevicePhase;
  readonly outcome: ResyncOutcome | null;
  /** One sentence: what the outcome rests on. */
  readonly words: string;
  readonly before: ResyncSnapshot | null;
  readonly after: ResyncSnapshot | null;
  readonly calls: readonly ReportCall[];
  readonly ticks: readonly ReportTick[];
  readonly exposures: readonly ReportExposure[];
}

/** All that a customer, or a vendor, is shown of a run; of the devices its reader may see. Epoch ms. */
export interface RunReport {
  /** `R-118`. */
  readonly label: string;
  readonly incident: string | null;
  readonly state: string;
  /** Null = of several customers. */
  readonly customerName: string | null;
  readonly planned: { readonly by: string; readonly at: number };
  readonly approved: { readonly by: string; readonly at: number } | null;
  readonly started: { readonly by: string; readonly at: number } | null;
  readonly endedAt: number | null;
  readonly override: { readonly by: string; readonly at: number; readonly reason: string } | null;
  readonly stoppedWhy: string | null;
  readonly devices: readonly ReportDevice[];
  readonly leftOut: readonly {
    readonly name: string;
    readonly customerName: string;
    readonly serial: string | null;
    readonly words: string;
  }[];
  readonly asOf: number;
}

/** One service of one device, before and after. */
export interface ReportService {
  readonly service: Service;
  readonly name: string;
  readonly before: ResyncSnapshot['services'][Service] | null;
  readonly after: ResyncSnapshot['services'][Service] | null;
  readonly exposure: ReportExposure | null;
}

const iso = (at: number | null | undefined): string =>
  at === null || at === undefined ? '' : new Date(at).toISOString();

/** `2 Dec 2008 20:21:10 UTC`, written `2008-12-02 20:21:10 UTC`. */
export const utcWords = (at: number | null): string =>
  at === null ? '' : `${iso(at).slice(0, 19).replace('T', ' ')} UTC`;

/** Whole minutes of an exposure; an open one until `asOf`. */
export const minutesOf = ({ from, to }: ReportExposure, asOf: number): number =>
  Math.max(0, Math.round(((to ?? asOf) - from) / 60_000));

/** Services of a device that were missing, are missing, or changed; the others were never touched by the story. */
export function servicesOf(device: ReportDevice): readonly ReportService[] {
  const lost = new Set(lostIn(device.before));
  return SERVICES.flatMap((service) => {
    const before = device.before?.services[service] ?? null;
    const after = device.after?.services[service] ?? null;
    const exposure = device.exposures.find((one) => one.service === service) ?? null;
    const isTold =
      lost.has(service) || exposure !== null || (after !== null && before?.verdict !== after.verdict);
    return isTold ? [{ service, name: SERVICE_WORDS[service].name, before, after, exposure }] : [];
  });
}

/** What came of a device, as a word. */
export function outcomeOf(device: Pick<ReportDevice, 'outcome' | 'phase'>): string {
  if (device.outcome !== null) return OUTCOME_WORDS[device.outcome];
  if (device.phase === 'by-hand') return OUTCOME_WORDS['assisted-pending'];
  return device.phase === 'working' ? 'under way' : 'not touched';
}

/** Size and end in one sentence. */
export function reportSummary(report: RunReport): string {
  const of = report.devices.length;
  const proven = report.devices.filter((device) => device.outcome === 'restored').length;
  const worse = report.devices.filter((device) => device.outcome === 'worse').length;
  const closed = report.devices.flatMap((device) => device.exposures).filter((one) => one.to !== null).length;
  const harm = worse === 0 ? 'nothing got worse' : `${worse} got worse`;
  return `${proven} of ${counted(of, 'firewall')} proven, ${harm}, ${counted(closed, 'exposure')} closed.`;
}

const HEAD = [
  'Run',
  'Customer',
  'Firewall',
  'Vendor',
  'Model',
  'Firmware',
  'Serial',
  'Procedure',
  'Place',
  'Attempt',
  'Outcome',
  'Proof',
  'Service',
  'Before, verdict',
  'Before, vendor words',
  'Before, read at',
  'After, verdict',
  'After, vendor words',
  'After, read at',
  'Exposed from',
  'Exposed to',
  'Exposed minutes',
  'Calls',
  'Steps by hand',
  'Planned by',
  'Approved by',
  'Started by',
] as const;

const callText = (call: ReportCall): string =>
  `${iso(call.calledAt)} ${call.what}: ${call.answer ?? 'no answer'}${call.answeredAt === null ? '' : ` at ${iso(call.answeredAt)}`}${call.words === '' ? '' : ` "${call.words}"`}`;
const tickText = (tick: ReportTick): string => `${iso(tick.at)} ${tick.what}, ${tick.by}: ${tick.evidence}`;

function cellsOf(device: ReportDevice, one: ReportService | null, asOf: number): readonly string[] {
  const exposure = one?.exposure ?? null;
  return [
    one?.name ?? '',
    one?.before?.verdict ?? '',
    one?.before?.raw ?? '',
    iso(device.before?.at),
    one?.after?.verdict ?? '',
    one?.after?.raw ?? '',
    iso(device.after?.at),
    iso(exposure?.from),
    iso(exposure?.to),
    exposure === null ? '' : String(minutesOf(exposure, asOf)),
  ];
}

/**
 * The report as a table, head first: one row per firewall and service that took part, one per firewall left out.
 * Units   instants ISO 8601 UTC; minutes whole. Cells are not escaped here.
 */
export function reportRows(report: RunReport): readonly (readonly string[])[] {
  const who = [report.planned.by, report.approved?.by ?? '', report.started?.by ?? ''];
  const rows = report.devices.flatMap((device) => {
    const head = [
      report.label,
      device.customerName,
      device.name,
      device.vendorName,
      device.model ?? '',
      device.firmware ?? '',
      device.serial ?? '',
      device.procedure,
      device.place,
      String(device.attempt),
      outcomeOf(device),
      device.words,
    ];
    const tail = [device.calls.map(callText).join('; '), device.ticks.map(tickText).join('; '), ...who];
    const services = servicesOf(device);
    const told = services.length === 0 ? [null] : services;
    return told.map((one) => [...head, ...cellsOf(device, one, report.asOf), ...tail]);
  });
  const left = report.leftOut.map((one) => {
    const cells = HEAD.map(() => '');
    const set = (column: (typeof HEAD)[number], text: string): void => {
      cells[HEAD.indexOf(column)] = text;
    };
    set('Run', report.label);
    set('Customer', one.customerName);
    set('Firewall', one.name);
    set('Serial', one.serial ?? '');
    set('Outcome', 'left out');
    set('Proof', one.words);
    return cells;
  });
  return [HEAD, ...rows, ...left];
}

function ticketBlock(device: ReportDevice): readonly string[] {
  const lines = [
    `Serial ${device.serial ?? 'not known'}, ${device.model ?? 'model not known'}, firmware ${device.firmware ?? 'not known'}: ${outcomeOf(device)}`,
  ];
  for (const { name, before, after, exposure } of servicesOf(device)) {
    const since = exposure === null ? '' : `, missing from ${utcWords(exposure.from)}`;
    const until = exposure === null || exposure.to === null ? '' : ` to ${utcWords(exposure.to)}`;
    lines.push(`  ${name}: "${before?.raw ?? ''}" before, "${after?.raw ?? ''}" after${since}${until}`);
  }
  for (const call of device.calls) {
    const words = call.words === '' ? '' : ` "${call.words}"`;
    lines.push(`  ${utcWords(call.calledAt)}  ${call.what}  ${call.answer ?? 'no answer'}${words}`);
  }
  for (const tick of device.ticks) lines.push(`  ${utcWords(tick.at)}  by hand: ${tick.what}`);
  return lines;
}

/**
 * Text for a ticket at the vendor: serials, times in UTC, the vendor's own words; no name of a customer or firewall.
 * Devices that are not restored stand first.
 */
export function ticketText(report: RunReport): string {
  const open = report.devices.filter((device) => device.outcome !== 'restored');
  const proven = report.devices.filter((device) => device.outcome === 'restored');
  const vendors = [...new Set(report.devices.map((device) => device.vendorName))].join(', ');
  const size = counted(report.devices.length, `${vendors} firewall`);
  const first = `${size} resynchronised with the licence authority, ${open.length} not restored.`;
  const times =
    report.started === null
      ? 'Not started.'
      : `Started ${utcWords(report.started.at)}${report.endedAt === null ? '' : `, ended ${utcWords(report.endedAt)}`}.`;
  const section = (title: string, devices: readonly ReportDevice[]): readonly string[] =>
    devices.length === 0 ? [] : ['', title, ...devices.flatMap((device) => ['', ...ticketBlock(device)])];
  return [
    first,
    times,
    ...section('NOT RESTORED', open),
    ...section('RESTORED', proven),
    '',
    `Reference ${report.label}, as of ${utcWords(report.asOf)}.`,
  ].join('\n');
}
