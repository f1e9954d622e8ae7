import { readFileSync } from 'node:fs';

let known: string | null = null;

/** Version of the program, as its package says. */
export function programVersion(): string {
  if (known === null) {
    const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
    const parsed: unknown = JSON.parse(text);
    known = parsed && typeof parsed === 'object' && 'version' in parsed ? String(parsed.version) : 'unknown';
  }
  return known;
}
