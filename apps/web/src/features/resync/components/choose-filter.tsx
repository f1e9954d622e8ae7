import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { ResyncChoice } from '@firewatch/shared/wire/resync';
import { useMemo, useState } from 'react';
import { useFleet } from '../../../live/live-context.js';
import { Button } from '../../../ui/button.js';
import { TextField } from '../../../ui/field.js';
import { Panel } from '../../../ui/panel.js';
import { SelectField } from '../../../ui/select-field.js';
import { counted, verdictWord } from '../../../words/verdict-text.js';
import { EMPTY_FILTER, filterChoice, matches, type FilterForm } from '../model/choice.js';

type Option = { readonly value: string; readonly label: string };

const optionsOf = (any: string, pairs: Iterable<readonly [string, string]>): readonly Option[] => [
  { value: '', label: any },
  ...[...new Map(pairs)]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label)),
];

const VERDICTS = ['exposed', 'weakened', 'blocking', 'unknown'] as const;

const choicesIn = (rows: readonly DeviceRow[]) => ({
  customer: optionsOf(
    'Any customer',
    rows.map((row) => [row.customerId, row.customerName]),
  ),
  verdict: [
    { value: '', label: 'Any verdict' },
    ...VERDICTS.map((verdict) => ({ value: verdict, label: verdictWord(verdict) })),
  ],
  vendor: optionsOf(
    'Any vendor',
    rows.map((row) => [row.vendor, row.vendor]),
  ),
  tag: optionsOf(
    'Any tag',
    rows.flatMap((row) => row.tags.map((tag) => [tag, tag] as const)),
  ),
  group: optionsOf(
    'Any group',
    rows.flatMap((row) => (row.group ? [[row.group.id, row.group.name] as const] : [])),
  ),
});

export function ChooseFilter({ onChosen }: { onChosen: (choice: ResyncChoice) => void }) {
  const { rows } = useFleet();
  const [form, setForm] = useState<FilterForm>({ ...EMPTY_FILTER, verdict: 'exposed' });
  const options = useMemo(() => choicesIn(rows), [rows]);
  const size = useMemo(() => rows.filter((row) => matches(row, form)).length, [rows, form]);
  const choice = filterChoice(form);
  const select = (key: keyof typeof options, label: string) =>
    options[key].length > 1 && (
      <SelectField
        label={label}
        value={form[key]}
        options={options[key]}
        onChange={(value) => setForm({ ...form, [key]: value })}
      />
    );
  return (
    <Panel title="Those that a filter finds" note={counted(size, 'firewall')}>
      <form
        className="choose-filter"
        onSubmit={(event) => {
          event.preventDefault();
          if (choice && size > 0) onChosen(choice);
        }}
      >
        {select('verdict', 'Verdict')}
        {select('customer', 'Customer')}
        {select('vendor', 'Vendor')}
        {select('tag', 'Tag')}
        {select('group', 'Group')}
        <TextField
          label="Name, model or serial"
          maxLength={120}
          value={form.search}
          onChange={(event) => setForm({ ...form, search: event.target.value })}
        />
        <div className="choose-foot">
          <Button type="submit" disabled={size === 0 || choice === null}>
            {size === 0 ? 'No firewall found' : `Plan for ${counted(size, 'firewall')}`}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
