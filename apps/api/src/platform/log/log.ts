import { pino, type DestinationStream, type Logger as Pino } from 'pino';

export type LogFields = Readonly<Record<string, unknown>>;

/** A value that must never be read by accident: prints as [redacted] wherever it ends up. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Only where a device or a mail server is called. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]';
  }
}

const REDACTED_KEYS = ['password', 'secret', 'token', 'authorization', 'cookie', 'credential', 'sealed'];

/** JSON lines on stdout, one per outcome; secrets are redacted by type and, as a second net, by key. */
export class Log {
  private constructor(private readonly pino: Pino) {}

  static to(level: string, stream?: DestinationStream): Log {
    const options = {
      level,
      base: undefined,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      redact: { paths: REDACTED_KEYS.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
    };
    return new Log(stream ? pino(options, stream) : pino(options));
  }

  for(area: string): Log {
    return new Log(this.pino.child({ area }));
  }

  debug(message: string, fields: LogFields = {}): void {
    this.pino.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.pino.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.pino.warn(fields, message);
  }

  /** A person should look. */
  error(message: string, fields: LogFields = {}): void {
    this.pino.error(fields, message);
  }
}
