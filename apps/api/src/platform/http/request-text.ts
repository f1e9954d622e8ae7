import type { FieldFault } from './problem.js';

/** Their text is sealed or hashed, never shown: a password may hold anything. */
const SECRET_FIELDS = new Set(['password', 'credential', 'token']);
/** Control characters but tab and line breaks, half surrogate pairs, and what turns the direction of the text after it. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u;

/**
 * Texts that would disguise themselves where they are shown (terminal, mail, log), or that the store cannot keep.
 * Shape   input that passed its schema, so of bounded depth -> one fault per field.
 */
export function textFaults(input: unknown, path: readonly string[] = []): FieldFault[] {
  if (typeof input === 'string') {
    if (!UNPRINTABLE.test(input)) return [];
    const field = path.join('.') || 'body';
    return [{ field, message: 'holds a control character; printable text is accepted' }];
  }
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    SECRET_FIELDS.has(key) ? [] : textFaults(value, [...path, key]),
  );
}
