import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { startRun, stepUpQuery } from '../../../api/resync.api.js';
import { Button } from '../../../ui/button.js';
import { pageClock } from '../../../ui/clock.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextArea, TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Glyph } from '../../../ui/glyph.js';
import { Failed, Loading } from '../../../ui/states.js';
import { formFaults, missing, type FormFaults } from '../../../words/form-faults.js';
import { localTime } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { aboutText } from '../model/run-lead.js';
import { EMPTY_START, overridable, startBody, startFaults, type StartForm } from '../model/start-form.js';
import { PROOF_LABELS, ProofField, proofFaults, useProof, type StepUpState } from './proof-field.js';

interface StartDialogProps {
  detail: ResyncRunDetail;
  onClose: () => void;
  onDone: (text: string, detail: ResyncRunDetail) => void;
}

/** Says what begins, asks who is there, and for a reason where a guard is overridden. */
export function StartDialog(props: StartDialogProps) {
  const stepUp = useQuery(stepUpQuery);
  const { row } = props.detail;
  return (
    <Dialog title={`Start ${row.label}`} onClose={props.onClose}>
      {stepUp.isPending && <Loading what="the question who you are" rows={2} />}
      {stepUp.isError && (
        <Failed
          what="Could not ask how you sign in"
          error={stepUp.error}
          still="Nothing was started."
          onRetry={() => void stepUp.refetch()}
        />
      )}
      {stepUp.data && <StartFields {...props} state={stepUp.data} />}
    </Dialog>
  );
}

interface StartFieldsProps extends StartDialogProps {
  state: StepUpState;
}

function StartFields({ detail, state, onClose, onDone }: StartFieldsProps) {
  const [form, setForm] = useState<StartForm>(EMPTY_START);
  const set = (change: Partial<StartForm>): void => setForm((before) => ({ ...before, ...change }));
  const prove = useProof(state);
  const { row } = detail;
  const sending = useSubmit({
    check: () =>
      missing(startFaults({ form, guards: detail.guards, needs: prove.asks, now: pageClock.now() })),
    send: async () => {
      await prove.send(form.proof);
      const after = await startRun(row.id, startBody(detail, form));
      onDone(
        form.isLater
          ? `${row.label} is scheduled.`
          : `${row.label} begins in a minute. It can be cancelled until then.`,
        after,
      );
    },
    refused: (error) => proofFaults(formFaults(error, { ...PROOF_LABELS, override: 'Reason', at: 'Time' })),
  });
  const fault = sending.faults.fields;
  return (
    <Form
      {...sending}
      action={
        form.isLater ? 'Schedule' : `Start with ${counted(row.counts.total - row.counts.byHand, 'firewall')}`
      }
      sending="Starting"
      beside={<Button onClick={onClose}>Cancel</Button>}
    >
      <p className="intro">
        Canaries first, each wave only after the last is proven; {aboutText(detail.estimateSeconds)} in all.
        Nothing is sent for 60 s, and it can be stopped at any time.
      </p>
      <WhenField form={form} set={set} fault={fault} />
      <OverrideField detail={detail} form={form} set={set} fault={fault} />
      <ProofField
        asks={prove.asks}
        until={prove.until}
        value={form.proof}
        fault={fault['proof']}
        onChange={(proof) => set({ proof })}
      />
    </Form>
  );
}

interface PartProps {
  form: StartForm;
  set: (change: Partial<StartForm>) => void;
  fault: FormFaults['fields'];
}

const WHEN = [
  { isLater: false, label: 'Now' },
  { isLater: true, label: 'At a time' },
] as const;

function WhenField({ form, set, fault }: PartProps) {
  return (
    <>
      <fieldset className="field end-choice start-when">
        <legend className="label">Begins</legend>
        <span className="seg">
          {WHEN.map(({ isLater, label }) => (
            <button
              key={label}
              type="button"
              aria-pressed={form.isLater === isLater}
              aria-current={form.isLater === isLater}
              onClick={() => set({ isLater })}
            >
              {label}
            </button>
          ))}
        </span>
        <span className="hint">
          {form.isLater
            ? 'Every guard is looked at again then.'
            : 'In 60 s, and it can be cancelled until then.'}
        </span>
      </fieldset>
      {form.isLater && (
        <TextField
          label="Time"
          hint={`By the clock of this browser, ${localTime.zone(pageClock.now())}.`}
          type="datetime-local"
          fault={fault['at']}
          value={form.at}
          onChange={(event) => set({ at: event.target.value })}
        />
      )}
    </>
  );
}

function OverrideField({ detail, form, set, fault }: PartProps & { detail: ResyncRunDetail }) {
  const guards = overridable(detail.guards);
  if (guards.length === 0) return null;
  return (
    <div className="override held">
      {guards.map((guard) => (
        <p key={guard.name}>
          <Glyph name="lock" /> {guard.words}
        </p>
      ))}
      <TextArea
        label="Why it starts all the same"
        hint="Signed with your name, kept, and told to the owners."
        fault={fault['override']}
        value={form.override}
        maxLength={500}
        onChange={(event) => set({ override: event.target.value })}
      />
    </div>
  );
}
