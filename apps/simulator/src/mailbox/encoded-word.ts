const ENCODED_WORD = /=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi;

/** Bytes in a named character set to text; a set the runtime does not know is read as Latin-1. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset || 'utf-8').decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** Quoted-printable to bytes (RFC 2045 6.7): soft line breaks go, `=XX` become bytes, anything else stays. */
export function decodeQuotedPrintable(text: string): Buffer {
  const joined = text.replace(/[ \t]+(?=\r?\n|$)/g, '').replace(/=\r?\n/g, '');
  const bytes: number[] = [];
  for (let i = 0; i < joined.length; i += 1) {
    const hex = joined[i] === '=' ? joined.slice(i + 1, i + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    } else {
      bytes.push(joined.charCodeAt(i) & 0xff);
    }
  }
  return Buffer.from(bytes);
}

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  // RFC 2047 4.2: in a header `_` stands for a space.
  return decodeQuotedPrintable(text.replace(/_/g, ' ').replace(/ $/, '=20'));
}

/**
 * A header value with its encoded words read.
 * Source  RFC 2047; neighbours of one character set are joined as bytes, since writers split characters.
 */
export function decodeHeader(value: string): string {
  const joined = value.replace(/(\?=)[ \t\r\n]+(=\?)/g, '$1$2');
  let out = '';
  let last = 0;
  let run: { charset: string; bytes: Buffer[] } | null = null;
  const flush = (): void => {
    if (run) out += decodeText(Buffer.concat(run.bytes), run.charset);
    run = null;
  };
  for (const match of joined.matchAll(ENCODED_WORD)) {
    const [whole, charset = '', encoding = '', text = ''] = match;
    const between = joined.slice(last, match.index);
    if (between !== '' || run?.charset !== charset.toLowerCase()) flush();
    out += between;
    run ??= { charset: charset.toLowerCase(), bytes: [] };
    run.bytes.push(wordBytes(encoding, text));
    last = match.index + whole.length;
  }
  flush();
  return out + joined.slice(last);
}
