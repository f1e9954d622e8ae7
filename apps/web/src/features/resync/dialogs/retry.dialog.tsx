import { OUTCOME_WORDS } from '@firewatch/shared/domain/resync-words';
import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { retryDevices, stepUpQuery } from '../../../api/resync.api.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Failed, Loading } from '../../../ui/states.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { counted } from '../../../words/verdict-text.js';
import { proofFault } from '../model/start-form.js';
import { PROOF_LABELS, ProofField, proofFaults, useProof, type StepUpState } from './proof-field.js';

/** Largest list that one retry takes. */
const MOST_AT_ONCE = 500;
const NAMED = 8;

interface RetryDialogProps {
  detail: ResyncRunDetail;
  devices: readonly RunDeviceView[];
  onClose: () => void;
  onDone: (text: string, detail: ResyncRunDetail) => void;
}

/** Another attempt for what failed: each is called once more at most. */
export function RetryDialog(props: RetryDialogProps) {
  const stepUp = useQuery(stepUpQuery);
  return (
    <Dialog title={`Retry ${counted(props.devices.length, 'firewall')}`} onClose={props.onClose}>
      {stepUp.isPending && <Loading what="the question who you are" rows={2} />}
      {stepUp.isError && (
        <Failed
          what="Could not ask how you sign in"
          error={stepUp.error}
          still="Nothing was tried again."
          onRetry={() => void stepUp.refetch()}
        />
      )}
      {stepUp.data && <RetryFields {...props} state={stepUp.data} />}
    </Dialog>
  );
}

function RetryFields({ detail, devices, state, onClose, onDone }: RetryDialogProps & { state: StepUpState }) {
  const prove = useProof(state);
  const [typed, setTyped] = useState('');
  const taken = devices.slice(0, MOST_AT_ONCE);
  const many = counted(taken.length, 'firewall');
  const sending = useSubmit({
    check: () => missing({ proof: proofFault(prove.asks, typed) }),
    send: async () => {
      await prove.send(typed);
      const after = await retryDevices(
        detail.row.id,
        taken.map((device) => device.deviceId),
      );
      onDone(`${many} tried again.`, after);
    },
    refused: (error) => proofFaults(formFaults(error, PROOF_LABELS)),
  });
  return (
    <Form
      {...sending}
      action={`Retry ${many}`}
      sending="Asking"
      beside={<Button onClick={onClose}>Cancel</Button>}
    >
      <p className="intro">One more attempt each, behind the same guards and the same stop rule.</p>
      <ul className="ack-list">
        {taken.slice(0, NAMED).map((device) => (
          <li key={device.deviceId}>
            <b>{device.name}</b> {device.outcome === null ? '' : OUTCOME_WORDS[device.outcome]}
          </li>
        ))}
        {taken.length > NAMED && <li>and {taken.length - NAMED} more</li>}
      </ul>
      <ProofField
        asks={prove.asks}
        until={prove.until}
        value={typed}
        fault={sending.faults.fields['proof']}
        onChange={setTyped}
      />
    </Form>
  );
}
