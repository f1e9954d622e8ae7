import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { reason as reasonSchema } from '@firewatch/shared/wire/primitives';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { FormFault } from '../../../ui/form-fault.js';
import { TextField } from '../../../ui/field.js';
import { formFaults, NO_FAULTS, type FormFaults } from '../../../words/form-faults.js';
import { confirmBaseline } from '../api/device.api.js';
import { BaselineEditor } from '../components/baseline-editor.js';

interface BaselineDialogProps {
  detail: DeviceDetail;
  onClose: () => void;
  onDone: (detail: DeviceDetail) => void;
}

/** A person says what the firewall should run; kept with name and reason. */
export function BaselineDialog({ detail, onClose, onDone }: BaselineDialogProps) {
  const isFirst = detail.baselineConfirmedAt === null;
  const [baseline, setBaseline] = useState(detail.baseline);
  const [reason, setReason] = useState(isFirst ? 'as read at enrolment' : '');
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);
  const [isSending, setSending] = useState(false);

  const submit = async (): Promise<void> => {
    const parsed = reasonSchema.safeParse(reason);
    if (!parsed.success) {
      setFaults({
        fields: { reason: 'Write 3 to 500 characters, so that the next person knows why.' },
        rest: null,
      });
      return;
    }
    setSending(true);
    try {
      onDone(await confirmBaseline(detail.row.id, baseline, parsed.data));
    } catch (error) {
      setFaults(formFaults(error, { reason: 'Reason' }));
      setSending(false);
    }
  };
  return (
    <Dialog title={`What ${detail.row.name} should run`} onClose={onClose} wide>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className="intro">
          {isFirst
            ? 'Proposed from its first full read. A service that is On and stops protecting alarms.'
            : 'A service that is On and stops protecting alarms; Off and Not bought stay quiet.'}
        </p>
        <BaselineEditor baseline={baseline} services={detail.services} onChange={setBaseline} />
        <TextField
          label="Reason"
          hint="Signed with your name and kept."
          fault={faults.fields['reason']}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
        <FormFault text={faults.rest} />
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={isSending && 'Storing'}>
            {isFirst ? 'Confirm baseline' : 'Change baseline'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
