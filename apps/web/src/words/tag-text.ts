import { isTag, MOST_TAGS, TAG_WORDS, tidyTags } from '@firewatch/shared/domain/tags';

/** Tags as a person types them: words between commas. */
export const tagsOf = (text: string): string[] => tidyTags(text.split(','));

/** Why what stands in the field cannot be sent, in one sentence; false = it can. */
export function tagsFault(label: string, text: string): string | false {
  const tags = tagsOf(text);
  if (!tags.every(isTag)) return `${label}: a word is too long; ${TAG_WORDS} are accepted.`;
  return tags.length > MOST_TAGS && `${label}: ${tags.length} words; at most ${MOST_TAGS} are accepted.`;
}
