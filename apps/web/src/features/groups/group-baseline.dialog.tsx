import { SERVICES } from '@firewatch/shared/domain/service';
import type { Group } from '@firewatch/shared/wire/estate';
import { reason as reasonSchema } from '@firewatch/shared/wire/primitives';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { vendorsQuery } from '../../api/credentials.api.js';
import { setGroupBaseline } from '../../api/estate.api.js';
import { keys } from '../../api/keys.js';
import { BaselineEditor } from '../../baseline/baseline-editor.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { toast } from '../../ui/toast.js';
import { formFaults, missing } from '../../words/form-faults.js';
import { counted } from '../../words/verdict-text.js';

const UNSAID = { label: 'Each its own', title: 'the group says nothing: each firewall as it was first read' };

/** What all firewalls of a group should run; where one has a word of its own, that holds. */
export function GroupBaselineDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const client = useQueryClient();
  const vendors = useQuery(vendorsQuery);
  const [baseline, setBaseline] = useState(group.baseline);
  const [reason, setReason] = useState('');
  const offered = SERVICES.filter((service) =>
    vendors.data?.some((vendor) => vendor.services.includes(service)),
  );
  const sending = useSubmit({
    check: () =>
      missing({
        reason:
          !reasonSchema.safeParse(reason).success &&
          'Write 3 to 500 characters, so that the next person knows why.',
      }),
    send: async () => {
      await setGroupBaseline(group.id, baseline, reason.trim());
      void client.invalidateQueries({ queryKey: keys.topic('groups') });
      void client.invalidateQueries({ queryKey: keys.devices });
      toast(`${group.name}: stored, and its ${counted(group.deviceCount, 'firewall')} judged by it now.`);
      onClose();
    },
    refused: (error) => formFaults(error, { reason: 'Reason' }),
  });
  return (
    <Dialog title={`What ${group.name} should run`} onClose={onClose} wide>
      <Form {...sending} action="Store for the group" beside={<Button onClick={onClose}>Cancel</Button>}>
        <p className="intro">
          Holds at once for {counted(group.deviceCount, 'firewall')}, except where a person said otherwise for
          one alone. A service that is On and stops protecting alarms; Off and Not bought stay quiet, and the
          owners are told.
        </p>
        <BaselineEditor baseline={baseline} offered={offered} unsaid={() => UNSAID} onChange={setBaseline} />
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
