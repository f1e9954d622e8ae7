import { isBad, VERDICTS } from '@firewatch/shared/domain/verdict-words';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { VERDICT_LOOK, type Look } from '../words/verdict-text.js';

/** How a row is drawn: a suspicion that is not yet a verdict has its own shape. */
export const rowLook = (row: DeviceRow): Look =>
  row.isSuspected && !isBad(row.worst.verdict) ? 'suspect' : VERDICT_LOOK[row.worst.verdict];

/** Needs no one: drawn folded at the end. */
export const isQuiet = (row: DeviceRow): boolean =>
  !row.isSuspected &&
  row.incident === null &&
  (row.worst.verdict === 'protecting' ||
    row.worst.verdict === 'off-by-policy' ||
    row.worst.verdict === 'not-applicable');

/** Somebody knows of it. */
export const isAcked = (row: DeviceRow): boolean => row.incident?.acked === true;

/** 0 = worst. Suspected stands right after exposed. */
export const severityOf = (row: DeviceRow): number =>
  rowLook(row) === 'suspect' ? 1 : VERDICTS.indexOf(row.worst.verdict) * 2;
