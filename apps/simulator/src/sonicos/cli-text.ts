const hyphenated = (key: string): string => key.replaceAll('_', '-');

function valueText(value: string | number): string {
  const text = String(value);
  return /^[\w.:/-]+$/.test(text) ? text : JSON.stringify(text);
}

function linesOf(value: unknown, words: readonly string[]): string[] {
  const name = words.join(' ');
  if (typeof value === 'boolean') return [value ? name : `no ${name}`];
  if (typeof value === 'string' || typeof value === 'number') return [`${name} ${valueText(value)}`];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => [...linesOf(item, words), 'exit']);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => linesOf(inner, [...words, hyphenated(key)]));
}

/**
 * An answer as the command line prints it: one setting per line, `no` before what is off.
 * Source  form after the vendor's CLI guides; only that text is given at all was seen (sonicwall notes 3.8).
 */
export function cliText(value: object): string {
  const blocks = Object.entries(value).map(([key, inner]: [string, unknown]) => {
    if (typeof inner !== 'object' || inner === null) return `${hyphenated(key)}: ${String(inner)}`;
    return [hyphenated(key), ...linesOf(inner, []).map((line) => `    ${line.trim()}`), 'exit'].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}
