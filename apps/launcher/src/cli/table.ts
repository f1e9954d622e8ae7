/** Names come from devices and people: nothing in them may move the cursor or end the line. */
export const plainText = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();

/** A column is never wider than this; what is cut ends with `…`. */
const WIDEST = 40;
const cut = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);

/** Lines of a table: a head and its rows, columns as wide as their widest cell. The last column is never cut. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const last = head.length - 1;
  const cells = [head, ...rows].map((row) =>
    row.map((cell, column) => (column === last ? plainText(cell) : cut(plainText(cell)))),
  );
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => (column === last ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
