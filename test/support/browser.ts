import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Headless and quiet: no sandbox as root, nothing that calls home. */
export const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** The system's Chromium; browsers are never downloaded. */
export function chromiumPath(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      const file = join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  throw new Error('Chromium is not on the PATH: apt-get install chromium');
}
