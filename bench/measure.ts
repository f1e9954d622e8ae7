import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { descendants } from '../test/support/child.ts';

/** One figure of a run: what, how much, what it is compared with, what we want. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly floor?: string;
  readonly goal?: string;
  /** A promise that did not hold: the command ends with exit code 1. */
  readonly isBroken?: boolean;
}

/** What the command line chose; absent = the suite's own default. */
export interface SuiteOptions {
  readonly full: boolean;
  readonly devices?: number;
  readonly minutes?: number;
  readonly hours?: number;
  readonly seed?: number;
  /** Also a CPU profile of the program; costs memory and speed. */
  readonly profile: boolean;
  /** Also the dearest statements of the database; costs some speed. */
  readonly statements: boolean;
}

export interface Suite {
  readonly name: string;
  /** Runs only when it is asked for by name: it takes an hour or a day. */
  readonly isLong?: boolean;
  run(options: SuiteOptions): Promise<readonly Figure[]>;
}

const TICKS_PER_SECOND = 100;

/** CPU seconds (user + system) that a process and its ended children used so far. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / TICKS_PER_SECOND;
}

/** Proportional set size in MB: shared pages counted once. */
export function pssMegabytes(pid: number): number {
  const line = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+) kB/m);
  return Number(line?.[1] ?? 0) / 1_024;
}

/** Node processes at and below a pid: the program without its PostgreSQL and Redis. */
export const nodeProcesses = (pid: number): number[] => [pid, ...descendants(pid)].filter(isNode);

function isNode(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith('/node');
  } catch {
    return false;
  }
}

/** Largest of any number of values: a spread of an hour's 600,000 reads is more than a call may have arguments. */
export const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);

/** Nearest-rank percentile of the values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

export function publish(suite: string, figures: readonly Figure[], loadBefore: number): void {
  const [load = 0] = loadavg();
  mkdirSync('bench/output', { recursive: true });
  writeFileSync(
    `bench/output/${suite}.json`,
    `${JSON.stringify({ suite, loadBefore, loadAfter: load, figures }, null, 2)}\n`,
  );
  console.log(`\n${suite}  (load ${loadBefore.toFixed(2)} before, ${load.toFixed(2)} after)`);
  const width = Math.max(...figures.map((figure) => figure.name.length));
  for (const figure of figures) {
    const extra = [figure.floor ? `floor ${figure.floor}` : '', figure.goal ? `goal ${figure.goal}` : '']
      .filter(Boolean)
      .join(', ');
    const mark = figure.isBroken ? '!' : ' ';
    console.log(`${mark} ${figure.name.padEnd(width)}  ${figure.value}${extra ? `   (${extra})` : ''}`);
  }
}
