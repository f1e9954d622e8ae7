import type { MinuteMark, Observation } from './observe.ts';
import { largest, percentile, seconds, type Figure } from './measure.ts';
import { PART_KINDS, type PartKind } from './product-parts.ts';
import { rowsWritten, type Written } from './store-watch.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MB = 1_000_000;

const count = (value: number): string => Math.round(value).toLocaleString('en');
const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** PSS at the marks: first, most, last, and what it grew from the first third to the last. */
function memoryOf(kind: PartKind, marks: readonly MinuteMark[]): string {
  const values = marks.map((mark) => mark.pss[kind]);
  const third = Math.max(1, Math.floor(values.length / 3));
  const [early, late] = [median(values.slice(0, third)), median(values.slice(-third))];
  const show = (value = Number.NaN): string => value.toFixed(0);
  return `first ${show(values[0])}, most ${show(Math.max(...values))}, last ${show(values.at(-1))} MB; first third ${show(early)}, last third ${show(late)} MB: ${percent(late / early - 1)}`;
}

export const percent = (share: number): string => `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)} %`;

function tablesOf({ from, to }: Observation, hours: number): Figure[] {
  const written = [...to.store.tables].map(([table, after]) => {
    const before = from.store.tables.get(table) ?? { inserted: 0, updated: 0, deleted: 0 };
    const during: Written = {
      inserted: after.inserted - before.inserted,
      updated: after.updated - before.updated,
      deleted: after.deleted - before.deleted,
    };
    return { table, during, rows: during.inserted + during.updated + during.deleted };
  });
  const busy = written.filter((one) => one.rows > 0).toSorted((a, b) => b.rows - a.rows);
  const perHour = (rows: number): string => count(rows / hours);
  return busy.map(({ table, during, rows }) => ({
    name: `rows written: ${table}`,
    value: `${perHour(rows)} an hour (${perHour(during.inserted)} new, ${perHour(during.updated)} changed, ${perHour(during.deleted)} deleted), ${count((rows / hours) * 24)} a day`,
  }));
}

/** What a fleet of 1,000 would write down in a day, going on like this. */
function perThousandDevices({ from, to }: Observation, devices: number): string {
  const aDay = (amount: number): number => ((amount / (to.atMs - from.atMs)) * DAY_MS * 1_000) / devices;
  return `${count(aDay(rowsWritten(to.store) - rowsWritten(from.store)))} rows written, ${megabytes(aDay(to.logBytes - from.logBytes))} of log`;
}

/** Everything that was observed, in the order in which one asks. */
export function figuresOf(seen: Observation, devices: number, intervalMs: number): Figure[] {
  const { from, to, marks, lateMs, missed } = seen;
  const ms = to.atMs - from.atMs;
  const hours = ms / HOUR_MS;
  const reads = to.reads - from.reads;
  const most = largest(lateMs);
  const behind = largest(marks.map((mark) => mark.behindDevices));
  const perThousand = (cpu: number): string =>
    `${((cpu / reads) * 1_000).toFixed(2)} CPU s per 1,000 reads, ${((cpu / ms) * 100_000).toFixed(0)} % of a core`;
  const perDay = (bytes: number): string =>
    `${megabytes(bytes / hours)} an hour, ${megabytes((bytes / ms) * DAY_MS)} a day`;
  const live = `${((to.frames - from.frames) / (ms / 1_000)).toFixed(2)} frames/s with ${((to.changes - from.changes) / (ms / 1_000)).toFixed(2)} changes/s`;
  return [
    {
      name: 'reads',
      value: `${(reads / (ms / 1_000)).toFixed(1)}/s over ${(ms / 60_000).toFixed(1)} min`,
      goal: `${((devices * 1_000) / intervalMs).toFixed(1)}/s`,
    },
    {
      name: 'lateness of a read against its slot',
      value: `p50 ${seconds(percentile(lateMs, 0.5))}, p99 ${seconds(percentile(lateMs, 0.99))}, most ${seconds(most)} (${count(lateMs.length)} reads)`,
      goal: 'under 1 interval',
    },
    {
      name: 'missed intervals',
      value: count(missed),
      goal: '0',
      isBroken: missed > 0 || lateMs.length === 0,
    },
    {
      name: 'most devices behind, as the product says',
      value: count(behind),
      goal: '0',
      isBroken: behind > 0,
    },
    ...PART_KINDS.map((kind) => ({
      name: `CPU: ${kind}`,
      value: perThousand(to.cpu[kind] - from.cpu[kind]),
    })),
    { name: 'CPU: simulator', value: perThousand(to.simulatorCpu - from.simulatorCpu) },
    ...PART_KINDS.map((kind) => ({
      name: `PSS: ${kind}`,
      value: marks.length === 0 ? 'no minute mark' : memoryOf(kind, marks),
    })),
    ...tablesOf(seen, hours),
    { name: 'database size, growth', value: perDay(to.store.databaseBytes - from.store.databaseBytes) },
    { name: 'write-ahead log', value: perDay(to.store.walBytes - from.store.walBytes) },
    { name: 'log lines', value: perDay(to.logBytes - from.logBytes) },
    { name: 'a day of 1,000 devices', value: perThousandDevices(seen, devices) },
    { name: 'live, one browser open', value: `${live}, ${seen.liveGaps} gaps` },
  ];
}

/** One line while it runs. */
export function minuteLine(mark: MinuteMark): string {
  const { pss, descriptors } = mark;
  const memory = PART_KINDS.map((kind) => `${kind} ${pss[kind].toFixed(0)} MB`).join(', ');
  return `  minute ${mark.minute}: ${mark.reads} reads, ${mark.behindDevices} behind, read p95 ${mark.readMsP95} ms; ${memory}; ${descriptors.program} descriptors, ${mark.connections} sessions`;
}
