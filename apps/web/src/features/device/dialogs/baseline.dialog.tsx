import type { Baseline } from '@firewatch/shared/domain/fact';
import { SERVICES } from '@firewatch/shared/domain/service';
import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { reason as reasonSchema } from '@firewatch/shared/wire/primitives';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { TextField } from '../../../ui/field.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { confirmBaseline } from '../api/device.api.js';
import { asGroup, BaselineEditor } from '../../../baseline/baseline-editor.js';

/** What would be said for this firewall alone: what comes from its group stays the group's to say. */
const statedOf = ({ baseline, baselineFrom }: DeviceDetail): Baseline =>
  Object.fromEntries(
    SERVICES.flatMap((service) => {
      const said = baseline[service];
      return said === undefined || baselineFrom[service] === 'group' ? [] : [[service, said]];
    }),
  );

interface BaselineDialogProps {
  detail: DeviceDetail;
  onClose: () => void;
  onDone: (detail: DeviceDetail) => void;
}

/** A person says what the firewall should run; kept with name and reason. */
export function BaselineDialog({ detail, onClose, onDone }: BaselineDialogProps) {
  const isFirst = detail.baselineConfirmedAt === null;
  const [baseline, setBaseline] = useState(() => statedOf(detail));
  const [reason, setReason] = useState(isFirst ? 'as read at enrolment' : '');
  const sending = useSubmit({
    check: () =>
      missing({
        reason:
          !reasonSchema.safeParse(reason).success &&
          'Write 3 to 500 characters, so that the next person knows why.',
      }),
    send: async () => onDone(await confirmBaseline(detail.row.id, baseline, reason.trim())),
    refused: (error) => formFaults(error, { reason: 'Reason' }),
  });
  return (
    <Dialog title={`What ${detail.row.name} should run`} onClose={onClose} wide>
      <Form
        {...sending}
        action={isFirst ? 'Confirm baseline' : 'Change baseline'}
        beside={<Button onClick={onClose}>Cancel</Button>}
      >
        <p className="intro">
          {isFirst
            ? 'Proposed from its first full read. A service that is On and stops protecting alarms.'
            : 'A service that is On and stops protecting alarms; Off and Not bought stay quiet.'}
        </p>
        <BaselineEditor
          baseline={baseline}
          services={detail.services}
          unsaid={asGroup(detail.groupBaseline)}
          onChange={setBaseline}
        />
        <TextField
          label="Reason"
          hint="Signed with your name and kept."
          fault={sending.faults.fields['reason']}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
