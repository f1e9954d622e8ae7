const TAG = {
  integer: 0x02,
  bitString: 0x03,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
} as const;

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const hex = size.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(TAG.sequence, ...parts);
const bitString = (bytes: Buffer): Buffer => tagged(TAG.bitString, Buffer.from([0]), bytes);

/** Object identifiers, encoded. */
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ORGANISATION = Buffer.from('060355040a', 'hex');
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');

const nameOf = (commonName: string, organisation: string): Buffer =>
  sequence(
    ...[[COMMON_NAME, commonName] as const, [ORGANISATION, organisation] as const].map(([kind, text]) =>
      tagged(TAG.set, sequence(kind, tagged(TAG.utf8, Buffer.from(text, 'utf8')))),
    ),
  );

/** RFC 5280 4.1.2.5: two digits of the year until 2049, four from 2050. */
function timeOf(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  const isShort = digits < '2050';
  return tagged(isShort ? TAG.utcTime : TAG.generalizedTime, Buffer.from(isShort ? digits.slice(2) : digits));
}

export interface CertificateText {
  /** Hex, below 0x80 in its first byte. */
  readonly serialHex: string;
  readonly commonName: string;
  readonly organisation: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
}

/**
 * A self-signed certificate, DER. `sign` gives the ECDSA signature over the part it is handed, DER.
 * Source  RFC 5280 4.1. Written out because a general library takes 3 ms for each, half a minute for 10,000 boxes.
 */
export function selfSigned(text: CertificateText, sign: (bytes: Buffer) => Buffer): Buffer {
  const algorithm = sequence(ECDSA_WITH_SHA256);
  const name = nameOf(text.commonName, text.organisation);
  const body = sequence(
    tagged(TAG.version, tagged(TAG.integer, Buffer.from([2]))),
    tagged(TAG.integer, Buffer.from(text.serialHex, 'hex')),
    algorithm,
    name,
    sequence(timeOf(text.from), timeOf(text.until)),
    name,
    text.publicKey,
  );
  return sequence(body, algorithm, bitString(sign(body)));
}

/** PEM with its usual 64 characters a line. */
export function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
