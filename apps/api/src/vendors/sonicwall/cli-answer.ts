import type { DeviceAnswer } from '../../platform/http/device-transport.js';
import { bodyOf } from './answer-body.js';
import type { Part } from './part.js';
import { partOf, type Asked } from './refusal.js';

const MAX_LINES = 500;
/** `Gateway Anti-Virus: Licensed` or `serial-number: 0017C5…`; bounded, so that a long line costs no time. */
const LABELLED = /^\s{0,40}([A-Za-z][\w ./-]{0,60}?)\s{0,40}:\s{0,40}(\S.{0,300})$/;
const BLOCKED = /^\s{0,40}block connections (all|firewall-rule-based)\s{0,40}$/;
const NOT_BLOCKED = /^\s{0,40}no block connections\b/;

const keyOf = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');

/**
 * What the command line printed, as the object that JSON would have been; undefined = nothing in it is understood.
 * Shape   only labelled values and the one switch of Geo-IP: any other line is left out, never guessed at.
 */
function fromText(text: string): object | undefined {
  const lines = text.split(/\r?\n/, MAX_LINES);
  const blocked = lines.map((line) => BLOCKED.exec(line)?.[1]).find((kind) => kind !== undefined);
  if (blocked !== undefined) return geoIp({ [keyOf(blocked)]: true });
  if (lines.some((line) => NOT_BLOCKED.test(line))) return geoIp({});
  const pairs = lines.flatMap((line) => {
    const [, label, value] = LABELLED.exec(line) ?? [];
    return label === undefined || value === undefined ? [] : [[keyOf(label), value.trim()] as const];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

const geoIp = (connections: Readonly<Record<string, boolean>>): object => ({
  geo_ip: { block: { connections } },
});

/**
 * What a `show` line brought: the JSON of the REST tree, or the text of firmware that gives no other.
 * Errors  as partOf; a line this firmware does not know is `missing`.
 */
export function cliPart(answer: DeviceAnswer, asked: Asked): Part {
  if (answer.status === 200 && bodyOf(answer).kind === 'text') {
    const value = fromText(answer.text);
    if (value !== undefined) return { kind: 'value', value, from: asked.from };
  }
  const part = partOf(answer, asked);
  const isUnknownLine = part.kind === 'failed' && (part.status === 400 || part.status === 406);
  return isUnknownLine ? { kind: 'missing' } : part;
}
