import type { z } from 'zod';
import type { FieldFault } from './problem.js';

type Issue = z.core.$ZodIssue;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

const fieldName = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'body' : path.map(String).join('.');

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries', set: ' entries' };

function bounds(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const unit = UNITS[issue.origin] ?? '';
  return issue.code === 'too_small'
    ? `is too ${unit === '' ? 'small' : 'short'}; at least ${issue.minimum}${unit} are accepted`
    : `is too ${unit === '' ? 'large' : 'long'}; at most ${issue.maximum}${unit} are accepted`;
}

const FORMATS: Readonly<Record<string, string>> = {
  email: 'is not a mail address such as ops@example.com',
  uuid: 'is not an id (UUID)',
  datetime: 'is not an instant such as 2008-12-02T10:04:11Z',
};

function format(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  const known = FORMATS[issue.format];
  if (known) return known;
  // Patterns of the wire schemas carry their own words for what is accepted.
  return issue.message.startsWith('Invalid') ? 'is not in the accepted form' : `is not ${issue.message}`;
}

function sentence(issue: Issue, input: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return valueAt(input, issue.path) === undefined
        ? `is missing; ${article(issue.expected)} is accepted`
        : `has the wrong type; ${article(issue.expected)} is accepted`;
    case 'too_small':
    case 'too_big':
      return bounds(issue);
    case 'invalid_format':
      return format(issue);
    case 'invalid_value':
      return valueAt(input, issue.path) === undefined
        ? `is missing; one of ${issue.values.map(String).join(', ')} is accepted`
        : `is not one of ${issue.values.map(String).join(', ')}`;
    case 'not_multiple_of':
      return `is not a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return 'has a name that is not accepted';
    case 'invalid_element':
      return 'has an entry that is not accepted';
    case 'custom':
      return issue.message;
    default:
      return 'is not in any of the accepted forms';
  }
}

function article(expected: string): string {
  return /^[aeio]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

/** The alternative whose faults are deepest is the one that was meant. */
function meant(issue: Extract<Issue, { code: 'invalid_union' }>): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number =>
    Math.max(0, ...issues.map((one) => (one.code === 'unrecognized_keys' ? -1 : one.path.length)));
  const [best] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
  return best ?? [];
}

/** One sentence per field: which, what is wrong, what is accepted. The value itself is never repeated. */
export function faultsOf(issues: readonly Issue[], input: unknown): FieldFault[] {
  return issues.flatMap((issue): FieldFault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: fieldName([...issue.path, key.slice(0, 60)]),
        message: 'is not a field that is accepted here',
      }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return faultsOf(
        meant(issue).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
        input,
      );
    }
    return [{ field: fieldName(issue.path), message: sentence(issue, input) }];
  });
}
