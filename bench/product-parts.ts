import { readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { descendants } from '../test/support/child.ts';
import { cpuSeconds, pssMegabytes } from './measure.ts';

export const PART_KINDS = ['program', 'PostgreSQL', 'Redis'] as const;
export type PartKind = (typeof PART_KINDS)[number];
export type PerPart = Readonly<Record<PartKind, number>>;

const KIND_OF_PROGRAM: ReadonlyMap<string, PartKind> = new Map([
  ['node', 'program'],
  ['postgres', 'PostgreSQL'],
  ['redis-server', 'Redis'],
  ['redis-check-rdb', 'Redis'],
  ['valkey-server', 'Redis'],
]);

function kindOf(pid: number): PartKind | null {
  return KIND_OF_PROGRAM.get(basename(readlinkSync(`/proc/${pid}/exe`))) ?? null;
}

const NOTHING: PerPart = { program: 0, PostgreSQL: 0, Redis: 0 };

/** Sums a figure over the processes of the product, by what they are; one that has just ended counts nothing. */
function summed(pid: number, figure: (pid: number) => number): PerPart {
  const sums: Record<PartKind, number> = { ...NOTHING };
  for (const one of [pid, ...descendants(pid)]) {
    try {
      const kind = kindOf(one);
      if (kind !== null) sums[kind] += figure(one);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
    }
  }
  return sums;
}

/** Proportional set size in MB. */
export const partsPss = (pid: number): PerPart => summed(pid, pssMegabytes);
/** CPU seconds so far, ended children included. */
export const partsCpu = (pid: number): PerPart => summed(pid, cpuSeconds);
/** Open file descriptors, sockets included. */
export const partsDescriptors = (pid: number): PerPart =>
  summed(pid, (one) => readdirSync(`/proc/${one}/fd`).length);
