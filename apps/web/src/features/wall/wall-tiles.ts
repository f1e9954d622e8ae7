import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { isAcked, isQuiet, rowLook, severityOf } from '../../coverage/row-look.js';
import { LOOK_WORD, verdictWord, type Look } from '../../words/verdict-text.js';

/** How much a board shows: it must be read from across a room, without scrolling where that is possible. */
export type Density = 'large' | 'small' | 'troubled';

/** More firewalls than this: smaller tiles; more than that: only those that need someone. */
const LARGE_UP_TO = 150;
const SMALL_UP_TO = 600;
/** More customers than this: those with nothing wrong share one tile. */
const CUSTOMERS_UP_TO = 24;

export interface Tile {
  readonly id: string;
  readonly name: string;
  readonly look: Look;
  readonly acked: boolean;
}

export interface CustomerBoard {
  readonly id: string;
  readonly name: string;
  /** Worst of its firewalls; null = nothing is wrong. */
  readonly look: Look | null;
  /** "3 of 5 exposed"; for a quiet one "4 protecting". */
  readonly size: string;
  /** Epoch ms since when the worst of it is so; null for a quiet one. */
  readonly since: number | null;
  readonly tiles: readonly Tile[];
  /** Firewalls that are not drawn: nothing is wrong with them. */
  readonly folded: number;
}

export interface WallBoard {
  readonly density: Density;
  readonly customers: readonly CustomerBoard[];
  /** Customers without a tile of their own, and their firewalls. */
  readonly quiet: { readonly customers: number; readonly devices: number };
}

export function densityOf(devices: number): Density {
  if (devices <= LARGE_UP_TO) return 'large';
  return devices <= SMALL_UP_TO ? 'small' : 'troubled';
}

const worstFirst = (a: DeviceRow, b: DeviceRow): number =>
  severityOf(a) - severityOf(b) || Number(isQuiet(a)) - Number(isQuiet(b)) || (a.name < b.name ? -1 : 1);

const tileOf = (row: DeviceRow): Tile => ({
  id: row.id,
  name: `${row.name}: ${LOOK_WORD[rowLook(row)]}, ${row.why}`,
  look: rowLook(row),
  acked: isAcked(row),
});

function quietWords(rows: readonly DeviceRow[]): string {
  const protecting = rows.filter((row) => row.worst.verdict === 'protecting').length;
  return protecting === rows.length
    ? `${protecting} protecting`
    : `${protecting} protecting, ${rows.length - protecting} off on purpose`;
}

function boardOf(rows: readonly DeviceRow[], density: Density): CustomerBoard {
  const sorted = rows.toSorted(worstFirst);
  const [worst] = sorted;
  if (!worst) throw new Error('a customer without firewalls has no board');
  const loud = sorted.filter((row) => !isQuiet(row));
  const drawn = density === 'troubled' ? loud : sorted;
  const same = sorted.filter((row) => rowLook(row) === rowLook(worst));
  const isCalm = loud.length === 0;
  const word = rowLook(worst) === 'suspect' ? 'suspected' : verdictWord(worst.worst.verdict).toLowerCase();
  return {
    id: worst.customerId,
    name: worst.customerName,
    look: isCalm ? null : rowLook(worst),
    size: isCalm ? quietWords(sorted) : `${same.length} of ${sorted.length} ${word}`,
    since: isCalm ? null : Math.min(...same.map((row) => Date.parse(row.worstSince))),
    tiles: drawn.map(tileOf),
    folded: sorted.length - drawn.length,
  };
}

const rank = (rows: readonly DeviceRow[]): number => Math.min(...rows.map(severityOf));
const troubled = (rows: readonly DeviceRow[]): number => rows.filter((row) => !isQuiet(row)).length;

/** The board of a fleet: customers by the worst of theirs, then by how many, then by name. */
export function wallBoard(rows: readonly DeviceRow[]): WallBoard {
  const density = densityOf(rows.length);
  const byCustomer = [...Map.groupBy(rows, (row) => row.customerId).values()];
  const folds = byCustomer.length > CUSTOMERS_UP_TO;
  const shown = folds ? byCustomer.filter((own) => troubled(own) > 0) : byCustomer;
  const customers = shown
    .toSorted(
      (a, b) =>
        rank(a) - rank(b) ||
        troubled(b) - troubled(a) ||
        ((a[0]?.customerName ?? '') < (b[0]?.customerName ?? '') ? -1 : 1),
    )
    .map((own) => boardOf(own, density));
  const drawn = shown.reduce((sum, own) => sum + own.length, 0);
  return {
    density,
    customers,
    quiet: { customers: byCustomer.length - shown.length, devices: rows.length - drawn },
  };
}
