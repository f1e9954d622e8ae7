import type { AuditEntry } from '@firewatch/shared/wire/audit';
import { asSentence, counted } from '../../../words/verdict-text.js';
import { detailWords } from '../model.js';
import {
  address,
  baseline,
  before,
  certificate,
  channel,
  destroyed,
  ended,
  intended,
  maintenance,
  named,
  nowNamed,
  place,
  reason,
  role,
  scope,
  wasNamed,
  when,
  where,
  type Say,
} from './clauses.js';
import { Kept } from './kept.js';
import { RESYNC_SAYS } from './resync-says.js';

const parts =
  (...says: readonly Say[]): Say =>
  (kept) =>
    says.flatMap((say) => say(kept));
const fixed =
  (clause: string): Say =>
  () => [clause];

/** What each kind of act kept, in clauses. */
const SAYS: Readonly<Record<string, Say>> = {
  ...RESYNC_SAYS,
  'person.created': parts(
    (kept) => where(kept.is('first'), 'the first owner of this installation'),
    (kept) => where(kept.has('email'), `signs in as ${kept.text('email')}`),
    role,
    scope,
  ),
  'person.invited': (kept) => [
    kept.is('byMail')
      ? `a link to choose a password went to ${kept.text('email')}`
      : 'a link to choose a password was shown to the inviter',
  ],
  'person.changed': parts(
    nowNamed,
    role,
    scope,
    (kept) =>
      where(kept.says('disabled'), kept.is('disabled') ? 'may not sign in any more' : 'may sign in again'),
    ended,
  ),
  'person.factor-removed': fixed('the password alone lets that person in until it is set up anew'),
  'second-factor.on': fixed('a code of the phone is asked for from now on'),
  'second-factor.off': fixed('the password alone lets that person in'),
  'second-factor.codes-renewed': fixed('the former recovery codes do not work any more'),
  'access-rules.changed': (kept) => [
    kept.is('requireSecondFactor')
      ? 'owners and engineers must have a second factor'
      : 'owners and engineers may sign in without a second factor',
  ],
  'daily-mails.changed': (kept) => [
    `sent at ${kept.text('at')}`,
    ...where(kept.has('was'), `it was ${kept.text('was')}`),
  ],
  'session.started': (kept) => [
    [
      ...where(kept.has('by'), `by ${kept.text('by').replaceAll('-', ' ')}`),
      ...where(kept.has('address'), `from ${kept.text('address')}`),
    ].join(' '),
  ],
  'session.others-ended': (kept) => [`ended ${counted(kept.count('ended'), 'session')}`],
  'password.changed': (kept) => [`ended ${counted(kept.count('endedSessions'), 'session')}`],
  'password.chosen-by-link': (kept) => [`ended ${counted(kept.count('endedSessions'), 'session')}`],
  'password.link-asked': (kept) => [kept.is('byMail') ? 'a link went out by mail' : 'no mail could be sent'],
  'token.created': parts(
    (kept) => where(kept.has('prefix'), `begins with fw_${kept.text('prefix')}`),
    role,
    scope,
    (kept) => where(kept.has('expiresAt'), `works until ${when(kept, 'expiresAt')}`),
  ),
  'token.revoked': (kept) => [
    ...where(kept.has('prefix'), `began with fw_${kept.text('prefix')}`),
    ...where(kept.has('of'), `of ${kept.text('of')}`),
  ],
  'channel.created': channel,
  'channel.changed': parts(
    nowNamed,
    before,
    (kept) => where(kept.says('enabled'), kept.is('enabled') ? 'is on' : 'is off'),
    channel,
    (kept) => where(kept.has('settings'), 'its settings were entered anew'),
    (kept) => where(kept.is('secretChanged'), 'with a new secret'),
  ),
  'channel.removed': parts(wasNamed, channel),
  'channel.tested': fixed('a test message was sent'),
  'customer.created': nowNamed,
  'customer.removed': parts(
    wasNamed,
    (kept) => where(kept.list('firewalls').length > 0, `took its firewalls ${named(kept.list('firewalls'))}`),
    destroyed,
    reason,
  ),
  'site.created': nowNamed,
  'device.added': parts(nowNamed, address, certificate),
  'device.changed': parts(
    nowNamed,
    address,
    (kept) => where(kept.has('intervalSeconds'), `read every ${kept.text('intervalSeconds')} s`),
    (kept) => where(kept.list('tags').length > 0, `tags ${kept.list('tags').join(', ')}`),
    (kept) => where(kept.list('addTags').length > 0, `tags added: ${kept.list('addTags').join(', ')}`),
    (kept) =>
      where(kept.list('removeTags').length > 0, `tags taken away: ${kept.list('removeTags').join(', ')}`),
    (kept) => where(kept.says('groupId'), kept.has('groupId') ? 'put into a group' : 'in no group'),
    (kept) => where(kept.has('siteId'), 'put at a site'),
    (kept) => where(kept.has('tls'), `TLS ${kept.text('tls')}`),
    (kept) => where(kept.has('trust'), `trusted by ${kept.text('trust').replaceAll('-', ' ')}`),
    (kept) => where(kept.text('readability') === 'checklist', 'on the checklist, not read'),
    (kept) => where(kept.has('productLine'), `product line ${kept.text('productLine')}`),
    (kept) =>
      where(
        kept.says('controller'),
        kept.has('controller') ? `hangs on ${kept.text('controller')}` : 'hangs on no management server',
      ),
    (kept) => where(kept.has('lastKnown'), `last known: ${kept.text('lastKnown')}`),
    baseline,
    (kept) => where(kept.is('credentialChanged'), 'with another credential'),
    (kept) => where(kept.is('resyncCredentialChanged'), 'with another resync credential'),
    (kept) => where(kept.count('oneOf') > 1, `one of ${kept.text('oneOf')} changed together`),
    reason,
  ),
  'device.removed': parts(wasNamed, destroyed, reason),
  'device.read-asked': fixed('a full reading was asked for'),
  'devices.imported': (kept) => [`${named(kept.list('firewalls'))} from a file`],
  'waiting-device.dismissed': parts(wasNamed, address, destroyed, reason),
  'identity.accepted': parts(
    certificate,
    (kept) => where(kept.has('serial'), `serial ${kept.text('serial')}`),
    (kept) =>
      where(
        kept.has('as'),
        kept.text('as') === 'member' ? 'as the other unit of a pair' : 'as the same unit',
      ),
    reason,
  ),
  'baseline.confirmed': parts(baseline, reason),
  'baseline.intended': intended,
  'baseline.intended-undone': intended,
  'group.created': nowNamed,
  'group.changed': parts(nowNamed, before, baseline, reason),
  'group.removed': parts(wasNamed, (kept) =>
    where(kept.has('deviceCount'), `${counted(kept.count('deviceCount'), 'firewall')} left in no group`),
  ),
  'credential-set.created': nowNamed,
  'credential-set.renamed': (kept) => [`from ${kept.text('before')} to ${kept.text('name')}`],
  'credential-set.rotated': (kept) => [
    `its secret was replaced, ${counted(kept.count('devices'), 'firewall')} read with it`,
  ],
  'credential-set.destroyed': wasNamed,
  'credential-set.tried': parts((kept) => [`sent to ${place(kept)}`], certificate),
  'incident.acked': parts(
    (kept) => [kept.has('until') ? `quiet until ${when(kept, 'until')}` : 'quiet until it is over'],
    reason,
  ),
  'incident.unacked': fixed('it is told about again'),
  'incident.noted': fixed('an update stands in its timeline'),
  'incident.close-asked': reason,
  'maintenance.created': maintenance,
  'maintenance.moved': parts(maintenance, (kept) => [
    `ends ${when(kept, 'to')} instead of ${when(kept, 'from')}`,
  ]),
  'maintenance.cancelled': maintenance,
  'maintenance.ended': maintenance,
  'push.serial-ignored': (kept) => [`serial ${kept.text('serial')}`],
  'push.serial-heeded': (kept) => [`serial ${kept.text('serial')}`],
  'seal-key.forgotten': (kept) => [
    `${counted(kept.count('credentials'), 'credential')} and ${counted(kept.count('channels'), 'channel')} to be entered anew`,
  ],
};

/** Acts that every installation may have on record. */
export const KNOWN_ACTS: readonly string[] = Object.keys(SAYS);

/** "It was called HDG-TAC-01, reason: exchanged, by the token fw_3f9a.": what was kept of an act; '' = nothing was. */
export function auditWords({ action, detail }: Pick<AuditEntry, 'action' | 'detail'>): string {
  const { byToken, ...rest } = detail;
  const kept = new Kept(rest);
  const clauses = SAYS[action]?.(kept) ?? [detailWords(rest)];
  const token = typeof byToken === 'string' ? [`by the token fw_${byToken}`] : [];
  return asSentence([...clauses, ...token].filter((clause) => clause !== '').join('; '));
}
