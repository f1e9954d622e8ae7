import type { SimulatedMail } from './simulator.ts';

/** What a mail says of itself: the incident it is about, its place in the thread, what it announces. */
export interface ReadMail {
  readonly mail: SimulatedMail;
  readonly incidentId: string;
  readonly kind: 'opened' | 'updated' | 'reminder' | 'resolved' | 'opened-and-resolved';
  readonly isReply: boolean;
}

const INCIDENT = /^X-Firewatch-Incident: fw\/(\S+)/im;

function kindOf(subject: string): ReadMail['kind'] {
  const words = subject.replace(/^\[[^\]]+\] /, '');
  if (words.startsWith('Opened and closed: ')) return 'opened-and-resolved';
  if (words.startsWith('Update: ')) return 'updated';
  if (words.startsWith('Still open: ')) return 'reminder';
  return words.startsWith('Back: ') ? 'resolved' : 'opened';
}

/** Mails about incidents in the order in which they arrived; tests of a channel are left out. */
export function readMails(mails: readonly SimulatedMail[]): ReadMail[] {
  return mails.flatMap((mail) => {
    const incidentId = INCIDENT.exec(mail.raw)?.[1];
    if (incidentId === undefined) return [];
    return [{ mail, incidentId, kind: kindOf(mail.subject), isReply: Boolean(mail.inReplyTo) }];
  });
}

/** Names of simulated firewalls that a mail lists. */
export const namedIn = (mail: SimulatedMail, names: readonly string[]): string[] =>
  names.filter((name) =>
    new RegExp(`^ +${name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}[ :(]`, 'm').test(mail.text),
  );
