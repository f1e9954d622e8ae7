import type { CaseBook } from './case-book.js';
import { NOBODY } from './contact-member.js';

/**
 * Polling that falls behind fails at no device, so no device's deadline would ever alarm: the firewalls only turn unknown,
 * one after the other. This incident tells; it has no members, so only people who see every customer see it.
 * @param lateSince epoch ms; null = reads begin in time again.
 */
export async function ownDelay(book: CaseBook, lateSince: number | null): Promise<void> {
  const open = book.open().find((one) => one.findings.isOwnDelay === true);
  if (lateSince === null) return open ? book.close(open, 'reads begin in time again') : undefined;
  if (open) return;
  await book.start(
    {
      ...NOBODY,
      kind: 'no-data',
      severity: 'critical',
      cohort: null,
      openedAt: book.now,
      since: lateSince,
      findings: { isOwnDelay: true },
    },
    [],
    'Reads begin more than an interval late',
  );
}
