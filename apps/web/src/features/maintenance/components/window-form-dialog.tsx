import { MAINTENANCE_TARGETS } from '@firewatch/shared/domain/maintenance';
import type { MaintenanceWindow } from '@firewatch/shared/wire/maintenance';
import { reason as reasonSchema } from '@firewatch/shared/wire/primitives';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { devicesQuery } from '../../../api/devices.api.js';
import { createWindow, previewWindow } from '../../../api/maintenance.api.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { pageClock } from '../../../ui/clock.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextArea } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { SelectField } from '../../../ui/select-field.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { choicesOf, emptyForm, planOf, windowFaults, type WindowForm } from '../model/window-form.js';
import { ChooseList } from './choose-list.js';
import { WhenFields } from './when-fields.js';

const LABELS = {
  target: 'What is silent',
  'when.from': 'Begins',
  'when.to': 'Ends',
  'when.start': 'From',
  'when.end': 'To',
  'when.zone': 'Time zone',
  'when.weekdays': 'Days',
  reason: 'Reason',
};
const KINDS = {
  device: 'Firewalls',
  site: 'Sites',
  customer: 'Customers',
  group: 'Groups',
  tag: 'Tags',
} as const;

interface WindowDialogProps {
  onClose: () => void;
  onMade: (window: MaintenanceWindow) => void;
}

/** Says in words what it will silence before it does. */
export function WindowDialog({ onClose, onMade }: WindowDialogProps) {
  const me = useMe();
  const [form, setForm] = useState(() =>
    emptyForm(pageClock.now(), Intl.DateTimeFormat().resolvedOptions().timeZone),
  );
  const set = (change: Partial<WindowForm>): void => setForm((before) => ({ ...before, ...change }));
  const rows = useQuery({ ...devicesQuery, select: (data) => data.items }).data ?? [];
  const sending = useSubmit({
    check: () =>
      missing({
        ...windowFaults(form),
        reason: !reasonSchema.safeParse(form.reason).success && 'Reason: write 3 to 500 characters.',
      }),
    send: async () => {
      const plan = planOf(form);
      if (plan) onMade(await createWindow({ ...plan, reason: form.reason }));
    },
    refused: (error) => formFaults(error, LABELS),
  });
  const fault = sending.faults.fields;
  return (
    <Dialog title="New maintenance window" onClose={onClose} wide>
      <Form {...sending} action="Make it silent" beside={<Button onClick={onClose}>Cancel</Button>}>
        <SelectField
          label="What is silent"
          value={form.kind}
          options={MAINTENANCE_TARGETS.map((kind) => ({ value: kind, label: KINDS[kind] }))}
          onChange={(value) => {
            const kind = MAINTENANCE_TARGETS.find((one) => one === value);
            if (kind) set({ kind, chosen: [] });
          }}
        />
        <ChooseList
          label={KINDS[form.kind]}
          choices={choicesOf(rows, form.kind)}
          chosen={form.chosen}
          fault={fault['target']}
          onChange={(chosen) => set({ chosen })}
        />
        <WhenFields {...{ form, set, fault }} mayRepeat={me.role === 'owner' || me.role === 'engineer'} />
        <TextArea
          label="Reason"
          hint="Kept with your name; every owner is told."
          fault={fault['reason']}
          maxLength={500}
          value={form.reason}
          onChange={(event) => set({ reason: event.target.value })}
        />
        <Preview form={form} />
      </Form>
    </Dialog>
  );
}

/** Holds its place, so that nothing moves under the finger. */
function Preview({ form }: { form: WindowForm }) {
  const plan = planOf(form);
  const { data, error } = useQuery({
    queryKey: ['maintenance-preview', plan],
    queryFn: ({ signal }) => (plan ? previewWindow(plan, signal) : null),
    enabled: plan !== null,
    retry: false,
    placeholderData: (before) => before,
  });
  const words =
    plan === null
      ? 'Choose what and when; what it will silence stands here in words before you make it.'
      : error
        ? error.message
        : (data?.words ?? '');
  return (
    <p className={`preview${error && plan ? ' v-exposed' : ''}`} aria-live="polite">
      {words}
    </p>
  );
}
