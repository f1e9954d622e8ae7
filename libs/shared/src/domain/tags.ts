/** Free words on a device; at most this many, each at most this long (characters). */
export const MOST_TAGS = 20;
export const LONGEST_TAG = 40;
export const TAG_WORDS = `at most ${LONGEST_TAG} characters, without comma, semicolon and bar`;

export const isTag = (text: string): boolean =>
  text.length > 0 && text.length <= LONGEST_TAG && !/[,;|]/.test(text);

/** Trimmed, each word once whatever its case (the first spelling stays), in alphabetical order. */
export function tidyTags(tags: readonly string[]): string[] {
  const known = new Map<string, string>();
  for (const tag of tags) {
    const word = tag.trim().replace(/\s+/g, ' ');
    if (word !== '' && !known.has(word.toLowerCase())) known.set(word.toLowerCase(), word);
  }
  return [...known.values()].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

/** What a device has after some were added and some taken away; a word that is in both is taken away. */
export function changedTags(
  before: readonly string[],
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
): string[] {
  const gone = new Set(change.remove.map((tag) => tag.trim().toLowerCase()));
  return tidyTags([...before, ...change.add]).filter((tag) => !gone.has(tag.toLowerCase()));
}
