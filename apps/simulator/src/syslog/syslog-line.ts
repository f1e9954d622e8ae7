import type { BoxEvent, EventSource } from '../devices/box-event.js';
import { LOG_EVENTS, type LogEvent } from '../sonicos/log-events.js';
import type { SyslogTarget } from './syslog-target.js';

const LOCAL0 = 16;
const PRIORITY: Readonly<Record<LogEvent['priority_level'], number>> = {
  alert: 1,
  warning: 4,
  notice: 5,
  inform: 6,
};
const GROUP_SECURITY_SERVICES = 6;

const priorities = new Map(LOG_EVENTS.map((event) => [event.id, PRIORITY[event.priority_level]]));

/** `2022-05-16 15:22:26 UTC`. */
const timeText = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** A box has no way to write a quote within quotes. */
const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;
const valueText = (text: string): string => (/^[\w.:/-]+$/.test(text) ? text : quoted(text));

/**
 * One line as a box sends it.
 * Shape   `count` is the box's own running number
 * Source  sonicwall notes 6.1: default and enhanced format from captures of 7.0; category and group numbers are placeholders.
 */
export function syslogLine(
  source: EventSource,
  event: BoxEvent,
  count: number,
  format: SyslogTarget['format'],
): string {
  const pri = priorities.get(event.id) ?? PRIORITY.inform;
  const head = [
    'id=firewall',
    `sn=${source.serial}`,
    `time="${timeText(source.now)}"`,
    `fw=${source.address ?? '0.0.0.0'}`,
    `pri=${pri}`,
    'c=16',
  ];
  const group = format === 'enhanced' ? [`gcat=${GROUP_SECURITY_SERVICES}`] : [];
  const fields = Object.entries(event.fields ?? {}).map(([name, value]) => `${name}=${valueText(value)}`);
  const tail = format === 'enhanced' ? ['note="" fw_action="NA"'] : [];
  const pairs = [
    ...head,
    ...group,
    `m=${event.id}`,
    `msg=${quoted(event.message)}`,
    ...fields,
    `n=${count}`,
    ...tail,
  ];
  return `<${LOCAL0 * 8 + pri}>  ${pairs.join(' ')}`;
}
