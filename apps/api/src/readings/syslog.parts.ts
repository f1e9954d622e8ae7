import type { Status } from '@firewatch/shared/wire/status';
import type { intakeHealth } from '../store/push.repo.js';

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** One line per process that takes syslog in; none where it is switched off. */
export function syslogParts({ intakes, unknown }: Awaited<ReturnType<typeof intakeHealth>>): Status['parts'] {
  return intakes.map(({ listens, fault, linesPerMinute, droppedPerMinute, isGone }) => {
    const what = [
      `${counted(linesPerMinute, 'line')}/min`,
      ...(droppedPerMinute > 0 ? [`${droppedPerMinute} dropped`] : []),
      ...(unknown > 0 ? [counted(unknown, 'unknown serial')] : []),
    ].join(', ');
    const name = 'syslog';
    if (fault !== null) return { name, what, state: 'degraded', detail: `It does not listen: ${fault}` };
    if (isGone) return { name, what, state: 'degraded', detail: 'The process that listened is gone.' };
    return { name, what: `${what}, ${listens ?? ''}`, state: 'ok', detail: '' };
  });
}
