import type { Status } from '@firewatch/shared/wire/status';
import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../api/status.api.js';
import { useLink } from '../live/live-context.js';
import type { LinkState } from '../live/connection.js';
import { useMe } from '../session/me-context.js';
import { Banner, type BannerText } from '../ui/banner.js';
import { ageText, localTime } from '../words/time-text.js';
import { counted } from '../words/verdict-text.js';

const UNDELIVERED_AFTER_S = 60;
/** It looks every 30 s. */
const AUDIT_LATE_MS = 90_000;
/** Checks that have a sentence of their own in the banner. */
const SAID_BELOW: readonly string[] = ['polling', 'deliveries', 'dead-letters'];

/** Words for a link that is away; null while it is live or only starting. */
export function linkSentence(link: LinkState): string | null {
  if (link.phase !== 'away') return null;
  const tries = link.tries > 0 ? `Reconnecting, try ${link.tries}.` : 'Reconnecting.';
  if (link.heardAt === null) return `Not live yet: the live link does not connect. ${tries}`;
  return `Not live since ${localTime.clock(link.since)}. Showing ${localTime.clock(link.heardAt)}. ${tries}`;
}

/** What is wrong with the product itself, worst first. */
export function healthSentences(status: Status): string[] {
  const sentences: string[] = [];
  const { auditedAt } = status.health;
  const auditAgeMs = auditedAt === null ? 0 : Date.parse(status.asOf) - Date.parse(auditedAt);
  if (auditAgeMs > AUDIT_LATE_MS)
    sentences.push(`Firewatch has not looked at itself for ${ageText(auditAgeMs)}.`);
  for (const one of status.health.findings) {
    if (one.state === 'wrong' && !SAID_BELOW.includes(one.check)) sentences.push(one.sentence);
  }
  const { dead, waiting, oldestWaitingSeconds } = status.deliveries;
  if (dead > 0)
    sentences.push(`${counted(dead, 'notice')} could not be delivered and will not be tried again.`);
  if (oldestWaitingSeconds !== null && oldestWaitingSeconds > UNDELIVERED_AFTER_S) {
    sentences.push(`${counted(waiting, 'notice')} undelivered for ${ageText(oldestWaitingSeconds * 1_000)}.`);
  }
  for (const part of status.parts) {
    if (part.state !== 'ok') {
      sentences.push(`${part.name} is ${part.state === 'down' ? 'down' : 'degraded'}: ${part.detail}`);
    }
  }
  const behind = status.polling.behindSeconds;
  if (behind !== null)
    sentences.push(`Reading is ${ageText(behind * 1_000)} behind: some verdicts are older than usual.`);
  return sentences;
}

export function StatusBanner() {
  const link = useLink();
  // How Firewatch itself does is told to those who see every customer.
  const { data } = useQuery({ ...statusQuery, enabled: useMe().allCustomers });
  const away = linkSentence(link);
  const banners: BannerText[] = [
    // First: while the link is away, everything else on the page is of before.
    ...(away === null
      ? []
      : [{ id: 'link', tone: 'unknown', icon: 'clock', text: away } satisfies BannerText]),
    ...(data ? healthSentences(data) : []).map((text): BannerText => ({
      id: text,
      tone: 'exposed',
      icon: 'bell',
      text,
    })),
  ];
  return <Banner banners={banners} />;
}
