import type { Status } from '@firewatch/shared/wire/status';
import { ageText } from '../../words/time-text.js';
import { counted } from '../../words/verdict-text.js';

const GB = 1_073_741_824;

/** "31.2 GB", "512 MB". */
export const sizeText = (bytes: number): string =>
  bytes >= GB ? `${(bytes / GB).toFixed(1)} GB` : `${Math.floor(bytes / 1_048_576)} MB`;

/** "3 s ahead", "in step". Below a second nobody cares. */
export function offsetText(ms: number): string {
  if (Math.abs(ms) < 1_000) return 'in step';
  return `${ageText(Math.abs(ms))} ${ms > 0 ? 'behind' : 'ahead'}`;
}

export function healthHeadline({ health }: Status): { title: string; note: string } {
  const wrong = health.findings.filter((one) => one.state === 'wrong').length;
  if (wrong > 0)
    return {
      title: `${counted(wrong, 'thing')} wrong with Firewatch itself`,
      note: 'Losses may be seen or told late until this is mended.',
    };
  if (health.findings.length > 0)
    return { title: 'Firewatch works', note: `${counted(health.findings.length, 'remark')} below.` };
  return { title: 'Firewatch is well', note: 'Everything it checks of itself is right.' };
}

/** How long ago Firewatch last looked at itself, when that is longer than it should be; null = in time. */
export function auditSentence(auditedAt: string | null, asOf: string): string | null {
  if (auditedAt === null) return null;
  const ageMs = Date.parse(asOf) - Date.parse(auditedAt);
  return ageMs > AUDIT_LATE_MS ? `Firewatch has not looked at itself for ${ageText(ageMs)}.` : null;
}

/** It looks every 30 s; three missed looks are one too many. */
const AUDIT_LATE_MS = 90_000;
