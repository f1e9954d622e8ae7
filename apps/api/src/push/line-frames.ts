/** Most bytes of one line that are looked at; longer ones are counted and dropped. */
export const MAX_LINE_BYTES = 8_192;
/** A length beyond this is no line but nonsense: the connection ends. */
const MAX_STATED_BYTES = 1_048_576;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const MAX_DIGITS = 7;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x31 && byte <= 0x39;

export interface FrameSink {
  readonly line: (bytes: Buffer) => void;
  readonly oversize: () => void;
}

/**
 * Cuts a TCP stream into syslog lines (RFC 6587): octet counting where a line begins with its length, else up to LF.
 * Holds at most one line's bytes, however the stream is cut.
 */
export class LineFrames {
  private held = Buffer.alloc(0);
  /** Bytes of an oversize line still to be passed over; `line` = up to its LF. */
  private skipping: number | 'line' | null = null;

  constructor(private readonly sink: FrameSink) {}

  /** @returns false when the stream makes no sense any more: end it. */
  take(chunk: Buffer): boolean {
    let rest = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    this.held = Buffer.alloc(0);
    while (rest.length > 0) {
      const next = this.step(rest);
      if (next === 'broken') return false;
      if (next === 'more') {
        // A copy: a slice would keep the whole chunk alive.
        this.held = Buffer.from(rest);
        return true;
      }
      rest = next;
    }
    return true;
  }

  /** What came last without its LF, when the other side is done. */
  end(): void {
    if (this.held.length > 0 && this.skipping === null && !isDigit(this.held[0])) this.emit(this.held);
    this.held = Buffer.alloc(0);
  }

  private step(rest: Buffer): Buffer | 'more' | 'broken' {
    if (this.skipping !== null) return this.skip(rest, this.skipping);
    const counted = isDigit(rest[0]) ? this.counted(rest) : null;
    if (counted !== null) return counted;
    const end = rest.indexOf(LF);
    if (end >= 0) {
      if (end > MAX_LINE_BYTES) this.sink.oversize();
      else this.emit(rest.subarray(0, end));
      return rest.subarray(end + 1);
    }
    if (rest.length <= MAX_LINE_BYTES) return 'more';
    this.sink.oversize();
    this.skipping = 'line';
    return Buffer.alloc(0);
  }

  private skip(rest: Buffer, left: number | 'line'): Buffer {
    if (left === 'line') {
      const end = rest.indexOf(LF);
      if (end >= 0) this.skipping = null;
      return end < 0 ? Buffer.alloc(0) : rest.subarray(end + 1);
    }
    const taken = Math.min(left, rest.length);
    this.skipping = taken === left ? null : left - taken;
    return rest.subarray(taken);
  }

  /** Null = no length stands there after all: a line that begins with a digit. */
  private counted(rest: Buffer): Buffer | 'more' | 'broken' | null {
    const space = rest.subarray(0, MAX_DIGITS + 1).indexOf(SPACE);
    const digits = rest.subarray(0, space < 0 ? MAX_DIGITS + 1 : space).toString('latin1');
    if (!/^\d+$/.test(digits) || digits.length > MAX_DIGITS) return null;
    if (space < 0) return 'more';
    const length = Number(digits);
    if (length > MAX_STATED_BYTES) return 'broken';
    const body = rest.subarray(space + 1);
    if (length > MAX_LINE_BYTES) {
      this.sink.oversize();
      this.skipping = length;
      return body;
    }
    if (body.length < length) return 'more';
    this.emit(body.subarray(0, length));
    return body.subarray(length);
  }

  private emit(bytes: Buffer): void {
    let end = bytes.length;
    while (end > 0 && (bytes[end - 1] === CR || bytes[end - 1] === LF || bytes[end - 1] === 0)) end -= 1;
    if (end > 0) this.sink.line(bytes.subarray(0, end));
  }
}
