import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { Button } from '../../../ui/button.js';
import { Glyph } from '../../../ui/glyph.js';
import { counted, digits, LOOK_WORD, VERDICT_LOOK } from '../../../words/verdict-text.js';
import type { FreshnessMarks } from '../model/freshness-filter.js';
import {
  FRESHNESS_KINDS,
  GROUPINGS,
  type FleetQuery,
  type FreshnessKind,
  type VerdictFilter,
} from '../model/fleet-query.js';

interface FilterBarProps {
  query: FleetQuery;
  onQuery: (query: FleetQuery) => void;
  rows: readonly DeviceRow[];
  openCount: number;
  waiting: number;
  onShowWaiting: () => void;
  /** Small screens: lets rows be selected; null = not now. */
  onSelect: (() => void) | null;
  marks: FreshnessMarks;
}

const MOST_VENDORS = 3;

/** The vendors with the most firewalls; none when there is only one, a filter that filters nothing is noise. */
function vendorsOf(rows: readonly DeviceRow[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.vendor, (counts.get(row.vendor) ?? 0) + 1);
  if (counts.size < 2) return [];
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_VENDORS);
}

const VENDOR_WORDS: Readonly<Record<string, string>> = { sonicwall: 'SonicWall', fortigate: 'FortiGate' };
export const vendorWord = (vendor: string): string => VENDOR_WORDS[vendor] ?? vendor;

/** Head of the firewall table: which, grouped how, and what waits. */
export function FilterBar(props: FilterBarProps) {
  const { query, onQuery, rows, openCount, waiting, onShowWaiting, onSelect, marks } = props;
  const filters = [query.verdict, query.vendor, query.customer, query.signatures, query.tag, query.inGroup];
  const isPlain = filters.every((one) => one === null);
  const set = (part: Partial<FleetQuery>): void => onQuery({ ...query, ...part });
  const plain = {
    verdict: null,
    vendor: null,
    customer: null,
    signatures: null,
    tag: null,
    inGroup: null,
  } as const;
  return (
    <header className="fleet-bar">
      <h2 id="firewalls">Firewalls</h2>
      <fieldset className="seg" aria-label="Which firewalls">
        <button
          type="button"
          aria-current={isPlain && query.show === 'open'}
          onClick={() => set({ ...plain, show: 'open' })}
        >
          Not protected {digits(openCount)}
        </button>
        <button
          type="button"
          aria-current={isPlain && query.show === 'all'}
          onClick={() => set({ ...plain, show: 'all' })}
        >
          All {digits(rows.length)}
        </button>
        {vendorsOf(rows).map(([vendor, count]) => (
          <button
            key={vendor}
            type="button"
            className="desk"
            aria-current={query.vendor === vendor}
            onClick={() => set({ vendor: query.vendor === vendor ? null : vendor })}
          >
            {vendorWord(vendor)} {digits(count)}
          </button>
        ))}
      </fieldset>
      <FreshnessChips query={query} set={set} marks={marks} />
      <ActiveFilters query={query} set={set} rows={rows} />
      <span className="end">
        <TagChoice query={query} set={set} rows={rows} />
        <GroupChoice query={query} set={set} />
        {onSelect && (
          <Button small className="phone-only" onClick={onSelect}>
            Select
          </Button>
        )}
        <WaitingChip waiting={waiting} onShow={onShowWaiting} />
      </span>
    </header>
  );
}

const WaitingChip = ({ waiting, onShow }: { waiting: number; onShow: () => void }) =>
  waiting > 0 && (
    <button type="button" className="chip queued" onClick={onShow} aria-keyshortcuts="u">
      <b>{counted(waiting, 'change')}</b> show
    </button>
  );

interface PartProps {
  query: FleetQuery;
  set: (part: Partial<FleetQuery>) => void;
}

const FRESHNESS_WORD: Readonly<Record<FreshnessKind, string>> = {
  frozen: 'Signatures stand still',
  behind: 'Signatures behind',
};

/** There only while some firewall is concerned, or the filter is on. */
const FreshnessChips = ({ query, set, marks }: PartProps & { marks: FreshnessMarks }) =>
  FRESHNESS_KINDS.filter((kind) => marks[kind].size > 0 || query.signatures === kind).map((kind) => (
    <button
      key={kind}
      type="button"
      className="chip"
      aria-pressed={query.signatures === kind}
      onClick={() => set({ signatures: query.signatures === kind ? null : kind })}
    >
      <b>{FRESHNESS_WORD[kind]}</b> {digits(marks[kind].size)}
      {query.signatures === kind && <Glyph name="cross" />}
    </button>
  ));

const filterWord = (verdict: VerdictFilter): string =>
  verdict === 'suspected' ? LOOK_WORD.suspect : LOOK_WORD[VERDICT_LOOK[verdict]];

function ActiveFilters({ query, set, rows }: PartProps & { rows: readonly DeviceRow[] }) {
  const customer = rows.find((row) => row.customerId === query.customer)?.customerName ?? 'One customer';
  const groupName = rows.find((row) => row.group?.id === query.inGroup)?.group?.name ?? 'One group';
  return (
    <>
      {query.verdict !== null && (
        <ClearChip label={filterWord(query.verdict)} onClear={() => set({ verdict: null })} />
      )}
      {query.customer !== null && <ClearChip label={customer} onClear={() => set({ customer: null })} />}
      {query.tag !== null && <ClearChip label={query.tag} onClear={() => set({ tag: null })} />}
      {query.inGroup !== null && <ClearChip label={groupName} onClear={() => set({ inGroup: null })} />}
      {query.search !== '' && <ClearChip label={`“${query.search}”`} onClear={() => set({ search: '' })} />}
    </>
  );
}

const ClearChip = ({ label, onClear }: { label: string; onClear: () => void }) => (
  <button type="button" className="chip" aria-label={`Clear filter ${label}`} onClick={onClear}>
    <b>{label}</b>
    <Glyph name="cross" />
  </button>
);

/** Absent where no firewall has a tag. */
function TagChoice({ query, set, rows }: PartProps & { rows: readonly DeviceRow[] }) {
  const tags = [...new Set(rows.flatMap((row) => row.tags))].sort();
  if (tags.length === 0) return null;
  return (
    <label className="chip desk">
      Tag
      <select
        value={query.tag ?? ''}
        onChange={(event) => set({ tag: event.target.value || null, show: 'all' })}
      >
        <option value="">any</option>
        {tags.map((tag) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </select>
    </label>
  );
}

const GroupChoice = ({ query, set }: PartProps) => (
  <label className="chip">
    Group by
    <select
      value={query.group}
      onChange={(event) =>
        set({ group: GROUPINGS.find((one) => one === event.target.value) ?? query.group, folded: [] })
      }
    >
      {GROUPINGS.map((grouping) => (
        <option key={grouping} value={grouping}>
          {grouping === 'none' ? 'nothing' : grouping}
        </option>
      ))}
    </select>
  </label>
);
