import type { Status } from '@firewatch/shared/wire/status';
import { localTime } from '../../words/time-text.js';
import { counted } from '../../words/verdict-text.js';
import { FactList } from './fact-list.js';

const NAMES: Readonly<Record<string, string>> = {
  events: 'Events',
  transitions: 'Changes of verdicts',
  fact_history: 'Facts',
};

/** The tables kept in months. */
export const TableList = ({ tables }: { tables: Status['storage']['tables'] }) => (
  <FactList
    facts={tables.map((one) => ({
      name: NAMES[one.table] ?? one.table,
      value:
        one.writableUntil === null
          ? 'no month is there'
          : `${counted(one.months, 'month')}, ready until ${localTime.date(Date.parse(one.writableUntil), 0)}`,
    }))}
  />
);
