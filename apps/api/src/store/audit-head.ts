import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { StartRefusal } from '../platform/config/start-refusal.js';

const auditHead = z.object({
  seq: z.number().int(),
  entryId: z.number().int(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  keyMark: z.string(),
  /** When the line was linked. */
  at: z.iso.datetime(),
});

/** Last link of the audit, kept outside the database: who cuts the end off in there does not reach it. */
export type AuditHead = z.infer<typeof auditHead>;

/** `audit-head` beside the key. */
export const headFile = (keyFile: string): string => join(dirname(keyFile), 'audit-head');

/**
 * Shape   null = none was kept yet.
 * Errors  StartRefusal when the file is there and is not one of ours.
 */
export function readHead(file: string): AuditHead | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return auditHead.parse(JSON.parse(text));
  } catch {
    throw new StartRefusal(
      `The audit's head ${file} cannot be read: put it back from your backup of the keys folder.`,
    );
  }
}

/** Whole or not at all: written beside and renamed. */
export function writeHead(file: string, head: AuditHead): void {
  const making = `${file}.new`;
  const handle = openSync(making, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(head)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(making, file);
}
