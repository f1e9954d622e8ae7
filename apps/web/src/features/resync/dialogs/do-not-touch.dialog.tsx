import { useId, useState } from 'react';
import { addDoNotTouch } from '../../../api/resync.api.js';
import { useFleet } from '../../../live/live-context.js';
import { Button } from '../../../ui/button.js';
import { pageClock } from '../../../ui/clock.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextArea, TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import {
  chosenOf,
  emptyFlag,
  flagFaults,
  offersOf,
  type FlagForm,
  type FlagKind,
  type Offer,
} from '../model/flag-form.js';

const KINDS: readonly { readonly kind: FlagKind; readonly label: string }[] = [
  { kind: 'device', label: 'Firewall' },
  { kind: 'model', label: 'Model' },
  { kind: 'firmware', label: 'Firmware' },
  { kind: 'vendor', label: 'Vendor' },
];
/** Names the browser offers while a person types. */
const MOST_OFFERED = 200;
const DAY_MS = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');
function localText(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

interface DoNotTouchDialogProps {
  onClose: () => void;
  onDone: (text: string) => void;
}

/** Flags a firewall, a model, a firmware or a vendor, with why and until when. */
export function DoNotTouchDialog({ onClose, onDone }: DoNotTouchDialogProps) {
  const { rows } = useFleet();
  const [form, setForm] = useState<FlagForm>(() => emptyFlag(localText(pageClock.now() + 7 * DAY_MS)));
  const set = (change: Partial<FlagForm>): void => setForm((before) => ({ ...before, ...change }));
  const offers = offersOf(rows, form.kind);
  const sending = useSubmit({
    check: () => missing(flagFaults(form, offers, pageClock.now())),
    send: async () => {
      const chosen = chosenOf(offers, form.what);
      if (!chosen) return;
      await addDoNotTouch({
        target: chosen.target,
        reason: form.reason.trim(),
        until: new Date(form.until).toISOString(),
      });
      onDone(`${chosen.label} is not touched by any run.`);
    },
    refused: (error) => formFaults(error, { target: 'Target', until: 'Until', reason: 'Reason' }),
  });
  const fault = sending.faults.fields;
  return (
    <Dialog title="Do not touch" onClose={onClose}>
      <Form {...sending} action="Add the flag" beside={<Button onClick={onClose}>Cancel</Button>}>
        <KindChoice kind={form.kind} onChange={(kind) => set({ kind, what: '' })} />
        <WhatField offers={offers} form={form} set={set} fault={fault['target']} />
        <TextField
          label="Until"
          hint="By the clock of this browser."
          type="datetime-local"
          fault={fault['until']}
          value={form.until}
          onChange={(event) => set({ until: event.target.value })}
        />
        <TextArea
          label="Reason"
          hint="Signed with your name and shown to others."
          fault={fault['reason']}
          value={form.reason}
          maxLength={500}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </Form>
    </Dialog>
  );
}

const KindChoice = ({ kind, onChange }: { kind: FlagKind; onChange: (kind: FlagKind) => void }) => (
  <fieldset className="field end-choice start-when">
    <legend className="label">What</legend>
    <span className="seg">
      {KINDS.map((one) => (
        <button
          key={one.kind}
          type="button"
          aria-pressed={one.kind === kind}
          aria-current={one.kind === kind}
          onClick={() => onChange(one.kind)}
        >
          {one.label}
        </button>
      ))}
    </span>
  </fieldset>
);

interface WhatFieldProps {
  offers: readonly Offer[];
  form: FlagForm;
  set: (change: Partial<FlagForm>) => void;
  fault: string | undefined;
}

/** Free text with the browser's own list of what there is. */
function WhatField({ offers, form, set, fault }: WhatFieldProps) {
  const list = useId();
  const typed = form.what.trim().toLowerCase();
  return (
    <>
      <TextField
        label={KINDS.find((one) => one.kind === form.kind)?.label ?? 'What'}
        hint="No run touches it until the flag ends; runs under way leave it out."
        list={list}
        fault={fault}
        value={form.what}
        data-autofocus
        onChange={(event) => set({ what: event.target.value })}
      />
      <datalist id={list}>
        {offers
          .filter((offer) => offer.label.toLowerCase().includes(typed))
          .slice(0, MOST_OFFERED)
          .map((offer) => (
            <option key={offer.label} value={offer.label}>
              {offer.label}
            </option>
          ))}
      </datalist>
    </>
  );
}
