import { isIPv4, isIPv6 } from 'node:net';

/** What config knows of this installation; all three lists come from it, none from a screen. */
export interface EgressRules {
  /** CIDRs of loopback that may be called (FIREWATCH_EGRESS_LOOPBACK); empty = none. */
  readonly loopback: readonly string[];
  /** Sockets the product itself listens on; `0.0.0.0` and `::` stand for every address of `ownAddresses` and loopback. */
  readonly ownListeners: readonly { readonly address: string; readonly port: number }[];
  /** Addresses of this machine's interfaces. */
  readonly ownAddresses: readonly string[];
}

export type EgressAnswer = { readonly allowed: true } | { readonly allowed: false; readonly why: string };

interface Range {
  readonly prefix: Uint8Array;
  readonly bits: number;
  readonly what: string;
}

const ALLOWED: EgressAnswer = { allowed: true };
const denied = (why: string): EgressAnswer => ({ allowed: false, why });

function v4Bytes(text: string): Uint8Array {
  return Uint8Array.from(text.split('.'), Number);
}

function v6Bytes(text: string): Uint8Array {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const [a, b, c, d] = (dotted?.slice(1) ?? []).map(Number);
  const word = (high = 0, low = 0): string => ((high << 8) | low).toString(16);
  const plain = dotted ? `${text.slice(0, dotted.index)}${word(a, b)}:${word(c, d)}` : text;
  const [left = '', right] = plain.split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((g) => parseInt(g, 16)));
  const head = groups(left);
  const tail = right === undefined ? [] : groups(right);
  const all = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** 4 or 16 bytes, absent when the text is no address; a zone (`%eth0`) is dropped because it does not change what is reached. */
function parseAddress(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return v4Bytes(text);
  const bare = text.replace(/%.*$/, '');
  return isIPv6(bare) ? v6Bytes(bare) : undefined;
}

function parseRange(cidr: string, what: string): Range | undefined {
  const [address = '', length] = cidr.split('/');
  const prefix = parseAddress(address);
  if (prefix === undefined) return undefined;
  const bits = length === undefined ? prefix.length * 8 : Number(length);
  return Number.isInteger(bits) && bits >= 0 && bits <= prefix.length * 8
    ? { prefix, bits, what }
    : undefined;
}

function within(bytes: Uint8Array, range: Range): boolean {
  if (bytes.length !== range.prefix.length) return false;
  for (let bit = 0; bit < range.bits; bit += 8) {
    const mask = range.bits - bit >= 8 ? 0xff : (0xff << (8 - (range.bits - bit))) & 0xff;
    if (((bytes[bit / 8] ?? 0) & mask) !== ((range.prefix[bit / 8] ?? 0) & mask)) return false;
  }
  return true;
}

const ranges = (rows: readonly (readonly [cidr: string, what: string])[]): Range[] =>
  rows.flatMap(([cidr, what]) => parseRange(cidr, what) ?? []);

const ALWAYS_DENIED = ranges([
  ['0.0.0.0/8', 'an unspecified address'],
  ['169.254.0.0/16', 'link-local, where cloud metadata lives'],
  ['100.100.100.200/32', 'a cloud metadata address'],
  ['168.63.129.16/32', 'a cloud metadata address'],
  ['192.0.0.0/24', 'a cloud metadata or protocol address'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved or broadcast'],
  ['::/128', 'an unspecified address'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'deprecated site-local'],
  ['ff00::/8', 'multicast'],
  ['fd00:ec2::/32', 'a cloud metadata address'],
  ['fd20:ce::254/128', 'a cloud metadata address'],
  ['100::/64', 'a discard address'],
  ['2001::/32', 'Teredo, which hides an IPv4 address'],
]);

const LOOPBACK = ranges([
  ['127.0.0.0/8', 'loopback'],
  ['::1/128', 'loopback'],
]);

/** Bytes of a carried IPv4 address, for an IPv6 form; RFC 6052 leaves byte 8 out where a prefix is shorter than 96 bits. */
type Carried = readonly [number, number, number, number];
const LAST: Carried = [12, 13, 14, 15];

/** IPv6 forms that carry an IPv4 address, with the places it may be at (RFC 4291, 6052, 3056, 2765, 8215). */
const EMBEDDING: readonly (readonly [Range, readonly Carried[]])[] = (
  [
    ['::ffff:0:0/96', [LAST]],
    ['::ffff:0:0:0/96', [LAST]],
    ['::/96', [LAST]],
    ['64:ff9b::/96', [LAST]],
    // For local use with a prefix of any of these lengths: /48, /56, /64, /96.
    ['64:ff9b:1::/48', [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], LAST]],
    ['2002::/16', [[2, 3, 4, 5]]],
  ] as const
).flatMap(([cidr, at]) => ranges([[cidr, cidr]]).map((range) => [range, at] as const));

/** Every IPv4 address that this IPv6 address may stand for; none = it carries none. */
function embeddedV4(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length !== 16) return [];
  const form = EMBEDDING.find(([range]) => within(bytes, range));
  if (form) {
    const found = form[1].map((places) => Uint8Array.from(places, (place) => bytes[place] ?? 0));
    // Where the length of the prefix is not known, bytes that begin in its padding are no address.
    const real = found.filter((one) => one[0] !== 0);
    return real.length > 0 ? real : found.slice(0, 1);
  }
  // ISATAP (RFC 5214): any prefix, interface identifier [02]00:5efe:<v4>.
  const isatap = ((bytes[8] ?? 0) & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  return isatap ? [bytes.subarray(12)] : [];
}

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

function isOwnListener(bytes: Uint8Array, port: number, rules: EgressRules): boolean {
  const ours = LOOPBACK.some((range) => within(bytes, range)) || isOneOf(bytes, rules.ownAddresses);
  return rules.ownListeners.some((listener) => {
    if (listener.port !== port) return false;
    return listener.address === '0.0.0.0' || listener.address === '::'
      ? ours
      : isOneOf(bytes, [listener.address]);
  });
}

function isOneOf(bytes: Uint8Array, addresses: readonly string[]): boolean {
  return addresses.some((address) => {
    const other = parseAddress(address);
    return other !== undefined && same(bytes, other);
  });
}

function checkBytes(bytes: Uint8Array, rules: EgressRules, port: number | undefined): EgressAnswer {
  const bad = ALWAYS_DENIED.find((range) => within(bytes, range));
  if (bad) return denied(bad.what);
  if (port !== undefined && isOwnListener(bytes, port, rules))
    return denied("one of the product's own listeners");
  if (!LOOPBACK.some((range) => within(bytes, range))) return ALLOWED;
  const open = rules.loopback.some((cidr) =>
    ranges([[cidr, 'loopback']]).some((range) => within(bytes, range)),
  );
  return open ? ALLOWED : denied('loopback');
}

/**
 * May the product open a connection to this address?
 * Shape   a *resolved* address (and port, for the product's own listeners) -> allowed, or the reason in words.
 *         Private ranges are allowed: firewalls are reached over VPNs. An IPv6 form that carries an IPv4 address is
 *         judged by the address it carries, and never opens loopback, whatever the rules say.
 * Errors  never throws; text that is no address is denied.
 */
export function checkEgress(address: string, rules: EgressRules, port?: number): EgressAnswer {
  const bytes = parseAddress(address);
  if (bytes === undefined) return denied('not an IP address');
  // `::` and `::1` lie inside the IPv4-compatible range and are no IPv4 addresses.
  const isPlainV6 = LOOPBACK.some((range) => within(bytes, range));
  const carried = isPlainV6 ? [] : embeddedV4(bytes);
  const bad = carried
    .map((inner) => checkBytes(inner, { ...rules, loopback: [] }, port))
    .find((answer) => !answer.allowed);
  return bad ?? checkBytes(bytes, rules, port);
}

/** A mail relay on this machine is ordinary: mail may go to loopback; metadata, link-local and our own doors stay denied. */
export const mailRules = (rules: EgressRules): EgressRules => ({
  ...rules,
  loopback: ['127.0.0.0/8', '::1/128'],
});
