const MAX_RAW_CHARS = 200;
const MAX_ODDITY_CHARS = 120;
const MAX_ODDITIES = 20;

/** The device's words made fit to keep: one line, no control or direction characters, no secret, bounded. */
export type Clean = (text: string, maxChars?: number) => string;

/** Shorter strings would blank out half of every answer, and are refused as passwords by any box. */
const MIN_SECRET_CHARS = 4;

/** The first `maxChars` of a text, less the half that a cut leaves of a surrogate pair: no JSON column takes one. */
export const cutTo = (text: string, maxChars: number): string =>
  text.slice(0, maxChars).replace(/[\uD800-\uDBFF]$/, '');

/**
 * Makes the cleaner of one read.
 * Shape   secrets = what we sent to sign in, in every spelling in which a box could echo it.
 */
export function cleanerFor(secrets: readonly string[]): Clean {
  const known = secrets
    .filter((secret) => secret.length >= MIN_SECRET_CHARS)
    .flatMap((secret) => {
      const bytes = Buffer.from(secret);
      const json = JSON.stringify(secret).slice(1, -1);
      return [secret, json, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('hex')];
    });
  const longestFirst = [...new Set(known)].toSorted((a, b) => b.length - a.length);
  return (text, maxChars = MAX_RAW_CHARS) => {
    let kept = text;
    for (const secret of longestFirst) {
      if (kept.includes(secret)) kept = kept.replaceAll(secret, '[secret]');
    }
    const line = kept
      .slice(0, maxChars * 2)
      .replaceAll(/[\p{C}\u2028\u2029]+/gu, ' ')
      .trim();
    return cutTo(line, maxChars);
  };
}

/** Collects what was strange in one read; bounded, so that a hostile box cannot fill the store. */
export class Oddities {
  private readonly found: string[] = [];

  constructor(private readonly clean: Clean) {}

  add(text: string): void {
    if (this.found.length < MAX_ODDITIES) this.found.push(this.clean(text, MAX_ODDITY_CHARS));
  }

  list(): readonly string[] {
    return this.found;
  }
}
