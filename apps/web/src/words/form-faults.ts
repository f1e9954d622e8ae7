import { ApiFailure } from '../api/failure.js';

/** What a refused form says: one sentence per field, and what belongs to no field of it. */
export interface FormFaults {
  readonly fields: Readonly<Record<string, string>>;
  readonly rest: string | null;
}

export const NO_FAULTS: FormFaults = { fields: {}, rest: null };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
/** Refusals speak of the field ("is missing; …") or are a clause of their own ("X has this serial already"). */
const PREDICATE = /^(is|has a|has the|has an|are|was|must|cannot)\b/;

/** "is missing; a string is accepted" → "Address is missing; a string is accepted." */
export const faultSentence = (label: string, message: string): string =>
  ended(PREDICATE.test(message) ? `${label} ${message}` : capital(message));

/** The nearest named field: `settings.to.1` belongs to `settings.to`. */
function ownerOf(field: string, labels: Readonly<Record<string, string>>): string | null {
  for (let path = field; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    if (Object.hasOwn(labels, path)) return path;
  }
  return null;
}

/**
 * Puts a failed call's sentences at the fields of a form.
 * Shape   `labels` = path in the request → words of the label; a fault of another path goes to `rest`.
 */
export function formFaults(error: unknown, labels: Readonly<Record<string, string>>): FormFaults {
  if (!(error instanceof ApiFailure)) {
    return {
      fields: {},
      rest: error instanceof Error ? error.message : 'That failed for an unknown reason.',
    };
  }
  if (error.fields.length === 0) return { fields: {}, rest: error.message };
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { field, message } of error.fields) {
    const owner = ownerOf(field, labels);
    if (owner === null) rest.push(faultSentence(capital(field), message));
    else fields[owner] ??= faultSentence(labels[owner] ?? owner, message);
  }
  return { fields, rest: rest.length === 0 ? null : rest.join(' ') };
}

/** Faults found before sending; null = none. */
export function missing(fields: Readonly<Record<string, string | false>>): FormFaults | null {
  const found = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== false);
  return found.length === 0 ? null : { fields: Object.fromEntries(found), rest: null };
}
