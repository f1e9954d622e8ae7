import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { placeOfRuns, prefixOf, removeAbandoned } from './support/run-folder.ts';

/**
 * What a run writes below the temporary folder — also its browsers and programs — lies in one folder of its own, removed
 * at the end whatever became of the tests; the folder of a run that was killed is removed by the next one.
 */
export default function setup(): () => void {
  const place = placeOfRuns();
  removeAbandoned(place);
  const folder = mkdtempSync(join(place, prefixOf(process.pid)));
  // The engines of a program run as another user.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
