/** Columns of an import file. The first six stand in every file, in any order; the others may. */
export const REQUIRED_COLUMNS = ['customer', 'site', 'name', 'address', 'port', 'credential'] as const;
export const OPTIONAL_COLUMNS = [
  'fingerprint',
  'tags',
  'group',
  'interval',
  'trust',
  'tls',
  'vendor',
  'controller',
] as const;
export const IMPORT_COLUMNS = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

export const MOST_ROWS = 5_000;
export const MOST_BYTES = 2_000_000;

/** Words for a column that would hold a secret: such a file is refused before its rows are looked at. */
const SECRET_COLUMN = /pass|secret|\bpw\b|\bpwd\b|user|login|token|key$/i;

export const columnOf = (text: string): ImportColumn | null =>
  IMPORT_COLUMNS.find((column) => column === text.trim().toLowerCase()) ?? null;

/** Why a header cannot be read, in one sentence; null = it can. Names columns, never cells. */
export function headerFault(header: readonly string[]): string | null {
  const names = header.map((name) => name.trim().toLowerCase());
  const secret = names.find((name) => columnOf(name) === null && SECRET_COLUMN.test(name));
  if (secret !== undefined) {
    return `csv: the column "${secret.slice(0, 40)}" looks like a secret; passwords are never put in a file, name a credential set in the column credential.`;
  }
  const missing = REQUIRED_COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    return `csv: the first line has no column ${missing.join(', ')}; ${REQUIRED_COLUMNS.join(',')} are needed and ${OPTIONAL_COLUMNS.join(', ')} may follow.`;
  }
  const unknown = names.find((name) => columnOf(name) === null);
  if (unknown !== undefined) {
    return `csv: the column "${unknown.slice(0, 40)}" is not known; ${IMPORT_COLUMNS.join(', ')} are accepted.`;
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `csv: the column ${twice} stands twice; each is accepted once.`;
}

const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9 ._-]/] as const;

/**
 * Does a cell that names no credential set look like a password, or like a name and a password?
 * Shape   cell -> claim; a doubtful cell counts as one, because the sentence about it repeats nothing.
 */
export function looksLikePassword(cell: string): boolean {
  if (/\S[:/]\S/.test(cell)) return true;
  const kinds = KINDS.filter((kind) => kind.test(cell)).length;
  return !cell.includes(' ') && cell.length >= 8 && (kinds >= 3 || KINDS[3].test(cell));
}
