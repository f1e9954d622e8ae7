/** RFC 5424: `<PRI>1 TIMESTAMP HOST APP PROCID MSGID SD MSG`. */
const VERSION_5424 = /^\d{1,2} /;
/** RFC 3164: `Nov 22 03:15:00 host tag: `; devices leave out any part of it. */
const STAMP_3164 = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /;
const FIELDS_5424 = 5;

function afterPriority(line: string): string {
  if (!line.startsWith('<')) return line;
  const end = line.indexOf('>');
  // `<191>` is the longest there is.
  return end > 0 && end <= 4 ? line.slice(end + 1) : line;
}

/** Skips structured data: `-`, or elements in brackets whose values may hold escaped brackets. */
function afterStructuredData(text: string): string {
  if (text.startsWith('-')) return text.slice(1).trimStart();
  let at = 0;
  while (text[at] === '[') {
    let end = at + 1;
    while (end < text.length && text[end] !== ']') end += text[end] === '\\' ? 2 : 1;
    at = end + 1;
  }
  return text.slice(at).trimStart();
}

/**
 * What a device says, without the header its syslog put in front: RFC 5424, RFC 3164, or none.
 * Shape   any text -> the message; a header that is not understood stays, parsers of vendors look past it.
 */
export function messageOf(line: string): string {
  const rest = afterPriority(line);
  if (VERSION_5424.test(rest)) {
    let at = rest.indexOf(' ');
    for (let field = 0; field < FIELDS_5424 && at >= 0; field += 1) at = rest.indexOf(' ', at + 1);
    return at < 0 ? rest : afterStructuredData(rest.slice(at + 1)).replace(/^\ufeff/, '');
  }
  return STAMP_3164.test(rest) ? rest.slice('Nov 22 03:15:00 '.length) : rest.trimStart();
}
