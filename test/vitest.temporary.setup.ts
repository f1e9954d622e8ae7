import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { placeOfRuns } from './support/run-folder.ts';

/**
 * What a run writes below the temporary folder — also its browsers and programs — lies in one folder of its own, removed
 * at the end whatever became of the tests. The name is short: paths of sockets lie below it.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(placeOfRuns(), 'fw-t-'));
  // The engines of a program run as another user.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
