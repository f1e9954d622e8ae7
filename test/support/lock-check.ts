/** `npm ci` must find every package in the lock file: npm leaves out foreign-platform packages silently. */
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['ci', '--dry-run', '--ignore-scripts', '--offline'], {
  encoding: 'utf8',
});
const missing = `${stdout}\n${stderr}`.split('\n').filter((line) => line.includes('Missing:'));
if (missing.length > 0) {
  console.error(
    `The lock file lacks ${missing.length} packages: run npm install and look at the pins.\n${missing.join('\n')}`,
  );
  process.exit(1);
}
console.log('lock file complete');
