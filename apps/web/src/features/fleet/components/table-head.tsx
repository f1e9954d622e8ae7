import { SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import { Glyph } from '../../../ui/glyph.js';
import { nextSort, type FleetQuery, type SortKey } from '../model/fleet-query.js';

interface TableHeadProps {
  services: readonly Service[];
  query: FleetQuery;
  onQuery: (query: FleetQuery) => void;
  /** All of the shown rows are selected, some, none. */
  selected: 'all' | 'some' | 'none';
  onSelectAll: () => void;
}

export function TableHead({ services, query, onQuery, selected, onSelectAll }: TableHeadProps) {
  const sort = (key: SortKey, label: string, className: string) => (
    <SortHead {...{ query, onQuery, label, className }} sortKey={key} />
  );
  return (
    <tr aria-rowindex={1} className="dev-row dev-head">
      <th scope="col" className="c-s">
        <input
          type="checkbox"
          className="check"
          aria-label="Select all shown"
          checked={selected === 'all'}
          ref={(node) => {
            if (node) node.indeterminate = selected === 'some';
          }}
          onChange={onSelectAll}
        />
      </th>
      {sort('verdict', 'Verdict', 'c-v')}
      {sort('name', 'Firewall', 'c-d')}
      {sort('customer', 'Customer', 'c-c')}
      {sort('model', 'Model, firmware', 'c-m')}
      {services.map((service) => (
        <th scope="col" key={service} className="s">
          <abbr title={SERVICE_WORDS[service].name}>{SERVICE_WORDS[service].short}</abbr>
        </th>
      ))}
      {sort('since', 'For, since', 'c-since num')}
      {sort('good', 'Last good', 'c-good num')}
      {sort('read', 'Read', 'c-read num')}
      {sort('why', 'Why', 'c-why')}
      <th scope="col" className="c-lost">
        Lost
      </th>
    </tr>
  );
}

interface SortHeadProps {
  query: FleetQuery;
  onQuery: (query: FleetQuery) => void;
  sortKey: SortKey;
  label: string;
  className: string;
}

function SortHead({ query, onQuery, sortKey, label, className }: SortHeadProps) {
  const isOn = query.sort === sortKey;
  const direction = query.isDescending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={className} aria-sort={isOn ? direction : 'none'}>
      <button type="button" className="sort" onClick={() => onQuery(nextSort(query, sortKey))}>
        {label}
        {isOn && <Glyph name={query.isDescending ? 'chevron' : 'sort-up'} />}
      </button>
    </th>
  );
}
