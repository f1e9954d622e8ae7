import type { Tx } from './database.js';
import { readInstallation, writeInstallation } from './installation.repo.js';

const KEY = 'daily-mails';

/**
 * When the digest and the daily word about Firewatch itself go out.
 * Shape   minutes after local midnight, as an owner set them; null = nobody did, the configuration holds.
 */
export async function dailyMailsAt(tx: Tx): Promise<number | null> {
  const minutes = (await readInstallation(tx, KEY))?.['atMinutes'];
  return typeof minutes === 'number' ? minutes : null;
}

export const setDailyMailsAt = (tx: Tx, atMinutes: number): Promise<void> =>
  writeInstallation(tx, KEY, { atMinutes });
