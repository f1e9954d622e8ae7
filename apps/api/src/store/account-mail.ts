import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import { createSystemNotice, noticeSeal } from './notices.repo.js';
import type { Tx } from './database.js';
import { createLink, INVITATION_MS, RESET_MS } from './people-links.repo.js';
import type { Vault } from './vault.js';

/** Page where a password is chosen; the token follows behind `#`, which never reaches a server's log. */
export const PASSWORD_PAGE = '/password';
export const fragmentOf = (token: string): string => `token=${token}`;

export interface LinkMail {
  readonly personId: string;
  readonly email: string;
  readonly kind: 'invitation' | 'reset';
  /** Who asked for it, for the words of the mail. */
  readonly by: string;
  /** Epoch ms, the database's clock. */
  readonly now: number;
}

const WORDS = {
  invitation: (by: string) => ({
    title: 'You are invited to Firewatch',
    subline: `${by} made an account for you. Choose a password with the link below; it works once, for 3 days.`,
  }),
  reset: () => ({
    title: 'Choose a new password for Firewatch',
    subline: 'Somebody, probably you, asked for this. The link below works once, for 1 hour.',
  }),
} as const;

function contentOf({ kind, by, now }: LinkMail): NoticeContent {
  return {
    label: '',
    incidentId: null,
    kind: null,
    severity: 'info',
    headline: { ...WORDS[kind](by), likely: '', doNow: '' },
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    at: now,
    customers: [],
    findings: [],
    lines: kind === 'reset' ? ['If it was not you, do nothing: your password stays as it is.'] : [],
    path: PASSWORD_PAGE,
    adopted: [],
    told: { severity: 'info', units: [], customerIds: [] },
  };
}

/**
 * A one-time link for a password, sent to the person's address. The token lies hashed with the link and sealed with the message.
 * Shape   `isSent` false = there is no mail channel to send it by; then somebody has to hand `token` on.
 */
export async function sendPasswordLink(
  tx: Tx,
  vault: Vault,
  mail: LinkMail,
): Promise<{ readonly token: string; readonly isSent: boolean }> {
  const validMs = mail.kind === 'invitation' ? INVITATION_MS : RESET_MS;
  const token = await createLink(tx, 'password', mail.personId, validMs);
  const made = await createSystemNotice(tx, {
    kind: 'account',
    content: contentOf(mail),
    to: { addresses: [mail.email] },
    sealLink: (noticeId) => vault.seal({ fragment: fragmentOf(token) }, noticeSeal(noticeId)),
  });
  return { token, isSent: made.length > 0 };
}
