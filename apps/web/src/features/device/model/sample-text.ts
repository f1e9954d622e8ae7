import { UNREADABLE_CLAUSES } from '@firewatch/shared/wire/device-why';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { AnswerSampleView } from '@firewatch/shared/wire/samples';
import { ms, utcText } from '../../../words/time-text.js';

/** "HTTP 200, text/html": what the answer called itself. */
export const answerHead = ({
  status,
  contentType,
}: Pick<AnswerSampleView, 'status' | 'contentType'>): string =>
  [`HTTP ${status}`, contentType || 'no content type'].join(', ');

/** Plain text for a vendor's ticket: which model and firmware said what, when, and why it could not be read; times in UTC. */
export function sampleText(
  { model, firmware }: Pick<DeviceRow, 'model' | 'firmware'>,
  sample: AnswerSampleView,
): string {
  const head = [
    `Model ${model ?? 'not known'}, firmware ${firmware ?? 'not known'}`,
    `${sample.source}   (${utcText(ms(sample.at))})`,
    `${answerHead(sample)}: ${UNREADABLE_CLAUSES[sample.why]}`,
  ];
  return `${head.join('\n')}\n\n${sample.body}\n`;
}
