import { CsvError, parse } from 'csv-parse/sync';
import { columnOf, headerFault, MOST_BYTES, MOST_ROWS } from '@firewatch/shared/domain/import-columns';
import type { ImportCells } from '@firewatch/shared/domain/import-row';
import { Refusal } from '../platform/http/problem.js';

const refused = (sentence: string): Refusal =>
  new Refusal(422, sentence, [{ field: 'csv', message: sentence.replace(/^csv: /, '') }]);

/** Of comma and semicolon the one that splits the first line into more cells. */
function delimiterOf(text: string): ',' | ';' {
  const first = text.slice(0, text.search(/[\r\n]|$/)).replace(/"[^"]*"/g, '');
  return first.split(';').length > first.split(',').length ? ';' : ',';
}

interface ParsedLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function linesOf(text: string): ParsedLine[] {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text.replace(/^\uFEFF/, '')),
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      skipRecordsWithEmptyValues: true,
      trim: true,
      maxRecordSize: 20_000,
    }) as unknown as ParsedLine[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? `line ${error['lines']}` : 'the file';
    throw refused(
      `csv: ${line} cannot be read because its quotes do not match; a quoted cell ends with a double quote, and one inside it is doubled.`,
    );
  }
}

/**
 * The rows of an import file.
 * Shape   text as the browser read it (with or without byte order mark) -> cells by column, in file order.
 * Errors  Refusal 422, one sentence about the file as a whole; a fault of one row is the plan's.
 */
export function readImportFile(text: string): ImportCells[] {
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw refused(`csv: the file is larger than ${MOST_BYTES / 1_000_000} MB; split it.`);
  // What a decoder writes where the bytes were no UTF-8.
  if (text.includes('\uFFFD'))
    throw refused('csv: the file is not UTF-8; save it as "CSV UTF-8" and choose it again.');
  const [header, ...lines] = linesOf(text);
  if (!header) throw refused('csv: the file is empty; a first line with the column names is needed.');
  const fault = headerFault(header.record);
  if (fault !== null) throw refused(fault);
  if (lines.length === 0) throw refused('csv: the file has no line below the column names.');
  if (lines.length > MOST_ROWS)
    throw refused(`csv: the file has ${lines.length} rows; at most ${MOST_ROWS} are accepted, split it.`);
  const columns = header.record.map(columnOf);
  return lines.map(({ record, info }) => ({
    line: info.lines,
    cells: Object.fromEntries(
      columns.flatMap((column, index) => (column ? [[column, record[index] ?? '']] : [])),
    ),
    ...(record.length > columns.length && {
      shape: `has ${record.length} cells where the first line has ${columns.length}; put a text with the separator in double quotes`,
    }),
  }));
}
