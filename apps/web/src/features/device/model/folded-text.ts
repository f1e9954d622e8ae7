import { SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import { ageText, type localTime } from '../../../words/time-text.js';
import { listed } from '../../../words/verdict-text.js';
import { unknownMs, type ServiceBands } from './bands.js';

const MINUTE = 60_000;

/** "Web filter, app control and sandbox". */
function names(services: readonly Service[]): string {
  const words = services.map((service) => SERVICE_WORDS[service].name);
  // A name of letters alone (IPS, DNS filter) keeps them; others lose the capital inside a sentence.
  return listed(
    words.map((word, index) =>
      index === 0 || /^[A-Z]{2}/.test(word) ? word : word.charAt(0).toLowerCase() + word.slice(1),
    ),
  );
}

/** " but 3 min unknown"; how long it has been unknown until now is said from the first second. */
function blindWords(bands: ServiceBands): string {
  const all = unknownMs(bands);
  const last = bands.tracks.protecting.at(-1);
  const now = last?.tone === 'unknown' ? last.to - last.from : 0;
  if (now > 0 && all - now < MINUTE) return `, unknown for ${ageText(now)} now`;
  if (all < MINUTE) return '';
  return ` but ${ageText(all)} unknown${now > 0 ? ', now too' : ''}`;
}

/** "protecting all hour but 3 min unknown": one clause per kind of calm. */
export function foldedClauses(
  folded: readonly ServiceBands[],
  span: string,
  words: Pick<typeof localTime, 'minute'>,
): string[] {
  const groups = new Map<
    string,
    { services: Service[]; blind: string; value: string; since: number | null }
  >();
  for (const bands of folded) {
    const value =
      bands.tracks.protecting.find((one) => one.tone !== 'unknown' && one.tone !== 'none')?.value ??
      'unknown';
    const [first] = bands.tracks.protecting;
    const since = first?.tone === 'none' ? first.to : null;
    const blind = blindWords(bands);
    const key = `${value}/${blind}/${since === null ? '' : Math.round(since / MINUTE)}`;
    const group = groups.get(key) ?? { services: [], blind, value, since };
    group.services.push(bands.service);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ services, blind, value, since }) => {
    const long = since === null ? span : `since first watched at ${words.minute(since)}`;
    return `${names(services)}: ${value.replaceAll('-', ' ')} ${long}${blind}.`;
  });
}
