// Hooks of planted builds: an exact text of a built module is replaced when it is loaded, and the process refuses to
// go on when that text is not there (any more), so that a plant can never be silently absent.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** @param {Readonly<Record<string, readonly (readonly [string, string])[]>>} plants by end of the module's path */
export function plant(plants) {
  registerHooks({
    load(url, context, next) {
      const file = Object.keys(plants).find((name) => url.endsWith(name));
      if (file === undefined) return next(url, context);
      let source = readFileSync(fileURLToPath(url), 'utf8');
      for (const [from, to] of plants[file]) {
        if (!source.includes(from)) {
          process.stderr.write(`planted build: ${file} does not hold: ${from}\n`);
          process.exit(70);
        }
        source = source.replaceAll(from, () => to);
      }
      return { format: 'module', source, shortCircuit: true };
    },
  });
}
