import { VERDICTS, type Verdict } from '@firewatch/shared/domain/verdict-words';

export const GROUPINGS = ['cause', 'customer', 'group', 'tag', 'verdict', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const SORT_KEYS = [
  'need',
  'verdict',
  'name',
  'customer',
  'model',
  'since',
  'good',
  'read',
  'why',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export type VerdictFilter = Verdict | 'suspected';
export const FRESHNESS_KINDS = ['frozen', 'behind'] as const;
export type FreshnessKind = (typeof FRESHNESS_KINDS)[number];

/** What the fleet page shows; all of it stands in the address, so that a view can be sent to a colleague. */
export interface FleetQuery {
  readonly show: 'open' | 'all';
  readonly verdict: VerdictFilter | null;
  readonly customer: string | null;
  readonly vendor: string | null;
  /** Only firewalls whose signatures stand still, or are behind their sisters. */
  readonly signatures: FreshnessKind | null;
  readonly search: string;
  readonly tag: string | null;
  /** Id of a group of firewalls. */
  readonly inGroup: string | null;
  readonly group: Grouping;
  readonly sort: SortKey;
  readonly isDescending: boolean;
  /** Keys of folded groups. */
  readonly folded: readonly string[];
}

export const DEFAULT_QUERY: FleetQuery = {
  show: 'open',
  verdict: null,
  customer: null,
  vendor: null,
  signatures: null,
  search: '',
  tag: null,
  inGroup: null,
  group: 'cause',
  sort: 'need',
  isDescending: false,
  folded: [],
};

const oneOf = <T extends string>(words: readonly T[], text: string | null): T | null =>
  words.find((word) => word === text) ?? null;

/** Unknown words fall back to the default: an old address must still open. */
export function readQuery(params: URLSearchParams): FleetQuery {
  const sortText = params.get('sort') ?? '';
  const isDescending = sortText.startsWith('-');
  return {
    show: params.get('show') === 'all' ? 'all' : 'open',
    verdict: oneOf([...VERDICTS, 'suspected'] as const, params.get('verdict')),
    customer: params.get('customer'),
    vendor: params.get('vendor'),
    signatures: oneOf(FRESHNESS_KINDS, params.get('signatures')),
    search: (params.get('q') ?? '').trim(),
    tag: params.get('tag'),
    inGroup: params.get('in'),
    group: oneOf(GROUPINGS, params.get('group')) ?? DEFAULT_QUERY.group,
    sort: oneOf(SORT_KEYS, isDescending ? sortText.slice(1) : sortText) ?? DEFAULT_QUERY.sort,
    isDescending,
    folded: (params.get('fold') ?? '').split(',').filter(Boolean),
  };
}

/** Only what differs from the default, in a fixed order. */
export function writeQuery(query: FleetQuery): URLSearchParams {
  const params = new URLSearchParams();
  const put = (key: string, value: string | null, standard: string): void => {
    if (value !== null && value !== standard) params.set(key, value);
  };
  put('show', query.show, DEFAULT_QUERY.show);
  put('verdict', query.verdict, '');
  put('customer', query.customer, '');
  put('vendor', query.vendor, '');
  put('signatures', query.signatures, '');
  put('q', query.search, '');
  put('tag', query.tag, '');
  put('in', query.inGroup, '');
  put('group', query.group, DEFAULT_QUERY.group);
  put('sort', `${query.isDescending ? '-' : ''}${query.sort}`, DEFAULT_QUERY.sort);
  put('fold', query.folded.join(','), '');
  return params;
}

/** Pressing a column head: sort by it, then the other way round, then back to what is needed most. */
export function nextSort(query: FleetQuery, key: SortKey): FleetQuery {
  if (query.sort !== key) return { ...query, sort: key, isDescending: false };
  if (!query.isDescending) return { ...query, isDescending: true };
  return { ...query, sort: DEFAULT_QUERY.sort, isDescending: false };
}
