import { spanWords } from '@firewatch/shared/domain/resync-authority';
import { counted } from '@firewatch/shared/domain/headline';
import { NOTHING_MISSING } from '@firewatch/shared/domain/resync-words';
import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { plainText, tableLines } from './table.js';

const span = (seconds: number): string => spanWords(seconds * 1_000);

const deviceRow = (device: RunDeviceView): string[] => [
  device.name,
  device.customerName,
  device.model ?? '',
  device.procedureId,
  device.reason,
];
const HEAD = ['Firewall', 'Customer', 'Model', 'Procedure', 'Why there'];
const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** A plan for the terminal: waves in order, what is by hand, what is left out, and what stands in the way. */
export function planLines(run: ResyncRunDetail): string[] {
  const lines = [`${run.row.label}  ${run.row.headline}`];
  for (const wave of run.waves) {
    lines.push('', `${wave.name}: ${counted(wave.size, 'firewall')}, about ${span(wave.estimateSeconds)}`);
    const own = run.devices.filter((device) => device.wave === wave.position);
    lines.push(...indented(tableLines(HEAD, own.map(deviceRow))));
  }
  const byHand = run.devices.filter((device) => device.wave === null);
  if (byHand.length > 0) {
    lines.push('', `By hand: ${counted(byHand.length, 'firewall')}`);
    lines.push(...indented(tableLines(HEAD, byHand.map(deviceRow))));
  }
  if (run.leftOut.length > 0) {
    lines.push('', `Left out: ${counted(run.leftOut.length, 'firewall')}`);
    const rows = run.leftOut.map((one) => [one.name, one.customerName, one.words]);
    lines.push(...indented(tableLines(['Firewall', 'Customer', 'Why'], rows)));
  }
  lines.push('', ...guardLines(run));
  const { caps } = run;
  lines.push(
    `At most ${caps.atOnce} at once, ${caps.perVendor} of a vendor, ${caps.perCustomer} of a customer, ${caps.perController} of a controller; about ${span(run.estimateSeconds)} in all.`,
  );
  return lines;
}

const MARKS = { ok: 'ok', held: 'HELD', overridable: 'HELD' } as const;

/** What stands in the way, and what does not. */
export function guardLines(run: ResyncRunDetail): string[] {
  return run.guards.map(({ name, state, words }) => {
    const how = state === 'overridable' ? ' (--override "reason" goes on all the same)' : '';
    return `${MARKS[state].padEnd(4)}  ${name}: ${plainText(words)}${how}`;
  });
}

const ENDED = ['stopped', 'cancelled', 'finished'];
export const hasEnded = (run: ResyncRunDetail): boolean => ENDED.includes(run.row.state);

/** Whether every firewall of the run is proven, or had nothing missing when its turn came. */
export function isAllRestored(run: ResyncRunDetail): boolean {
  return (
    run.row.state === 'finished' &&
    run.devices.every(({ outcome, now }) => outcome === 'restored' || now === NOTHING_MISSING)
  );
}

const clock = (at: string): string => at.slice(11, 19);

const waveOf = (run: ResyncRunDetail, device: RunDeviceView): string =>
  run.waves.find((wave) => wave.position === device.wave)?.name ?? 'By hand';

/** What is new since the last look, oldest first; `before` null = the first look. Times UTC. */
export function newsLines(before: ResyncRunDetail | null, run: ResyncRunDetail): string[] {
  const lines: string[] = [];
  const known = new Map(before?.devices.map((device) => [device.deviceId, device]));
  for (const device of run.devices) {
    const was = known.get(device.deviceId);
    const name = `${waveOf(run, device)}  ${plainText(device.name)} (${plainText(device.customerName)})`;
    if (device.phase === 'done' && (was?.phase !== 'done' || was.attempt !== device.attempt)) {
      lines.push(`${clock(device.settledAt ?? run.asOf)}  ${name}: ${plainText(device.now)}`);
    } else if (device.phase === 'working' && was?.phase !== 'working' && before !== null) {
      lines.push(`${clock(device.startedAt ?? run.asOf)}  ${name}: begins`);
    } else if (device.phase === 'by-hand' && was !== undefined && was.phase !== 'by-hand') {
      lines.push(`${clock(run.asOf)}  ${name}: taken over by hand`);
    }
  }
  lines.sort();
  const isNew =
    before === null || before.row.headline !== run.row.headline || before.row.state !== run.row.state;
  if (isNew) lines.push(`${clock(run.asOf)}  ${plainText(run.row.headline)}`);
  if (run.stoppedWhy !== null && before?.stoppedWhy !== run.stoppedWhy) {
    lines.push(`${clock(run.asOf)}  ${plainText(run.stoppedWhy)}`);
  }
  return lines;
}

/** Firewalls that are not proven, once the run is over. */
export function restLines(run: ResyncRunDetail): string[] {
  const open = run.devices.filter((device) => device.outcome !== 'restored');
  if (open.length === 0)
    return [`Proven: ${counted(run.devices.length, 'firewall')} of ${run.devices.length}.`];
  const rows = open.map((device) => [device.name, device.customerName, device.now]);
  return [
    `${counted(open.length, 'firewall')} not proven:`,
    ...indented(tableLines(['Firewall', 'Customer', 'What came of it'], rows)),
  ];
}
