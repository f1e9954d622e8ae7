import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Need {
  readonly what: string;
  readonly isThere: () => boolean;
  readonly debian: string;
}

const onPath = (...names: string[]): boolean =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => names.some((name) => isExecutable(join(folder, name))));

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const NEEDS: readonly Need[] = [
  {
    what: 'Chromium',
    isThere: () => onPath('chromium', 'chromium-browser', 'google-chrome'),
    debian: 'chromium',
  },
  {
    // Text as wide as on other machines: without it Debian's Chromium falls back to wider letters.
    what: 'the Liberation fonts',
    isThere: () => !onPath('apt-get') || existsSync('/usr/share/fonts/truetype/liberation'),
    debian: 'fonts-liberation',
  },
  { what: 'Redis or Valkey', isThere: () => onPath('redis-server', 'valkey-server'), debian: 'redis-server' },
  {
    what: 'PostgreSQL 15',
    isThere: () => isExecutable('/usr/lib/postgresql/15/bin/postgres'),
    debian: 'postgresql-15',
  },
];

/**
 * Installs with apt what the tests need and the machine lacks, where it may; nothing is skipped instead.
 * @returns null when all is there, else one sentence with the command that mends it.
 */
export function prerequisites(shell: (command: string) => boolean): string | null {
  const absent = (): readonly Need[] => NEEDS.filter((need) => !need.isThere());
  const before = absent();
  if (before.length === 0) return null;
  const packages = before.map((need) => need.debian).join(' ');
  const command = `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${packages}`;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.log(`Installing for the tests: ${packages}`);
    shell(`${command} >/dev/null`);
  }
  const after = absent();
  if (after.length === 0) return null;
  return `The tests need ${after.map((need) => need.what).join(', ')}, not found on this machine. Install with: sudo sh -c '${command}'`;
}
