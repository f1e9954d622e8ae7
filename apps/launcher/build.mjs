// Builds what changed since the last build; says so, because the first one takes a while. Plain JavaScript: it runs before anything is built.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const projects = ['libs/shared', 'apps/api', 'apps/launcher', 'apps/simulator', 'apps/web'];
const ready = { 'apps/web': 'dist/index.html', 'libs/shared': 'dist/domain/policy.js' };

function newest(folder) {
  let at = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    at = Math.max(at, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return at;
}

function isBuilt(project) {
  const folder = join(root, project);
  const mark = join(folder, ready[project] ?? 'dist/main.js');
  return existsSync(mark) && newest(join(folder, 'dist')) >= newest(join(folder, 'src'));
}

if (!projects.every(isBuilt)) {
  process.stderr.write('Building Firewatch (first start, or the sources changed) …\n');
  const nx = realpathSync(join(root, 'node_modules/.bin/nx'));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [nx, 'run-many', '-t', 'build', '--outputStyle=static'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' } },
  );
  if (status !== 0) {
    process.stderr.write(`${stdout}\n${stderr}\nFirewatch could not be built; see above.\n`);
    process.exit(1);
  }
}
