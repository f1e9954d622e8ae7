import type { DailyMails } from '@firewatch/shared/wire/daily-mails';
import { timeOfDay } from '@firewatch/shared/wire/primitives';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Panel } from '../../../ui/panel.js';
import { Failed, Loading } from '../../../ui/states.js';
import { toast } from '../../../ui/toast.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { dailyMailsQuery, setDailyMails } from '../api/channels.api.js';

/** When the two mails of a day go out; an owner may move them. */
export function DailyMailsPanel() {
  const mails = useQuery(dailyMailsQuery);
  const [isAsked, setAsked] = useState(false);
  return (
    <Panel title="Daily mails">
      {mails.isPending && <Loading what="their time" rows={1} />}
      {mails.isError && (
        <Failed
          what="Could not load the time of the daily mails"
          error={mails.error}
          still="They go out all the same."
          onRetry={() => void mails.refetch()}
        />
      )}
      {mails.data && (
        <div className="daily-mails">
          <p>
            <b>{mails.data.at}</b> <span className="dim">{mails.data.zone}</span>
            <br />
            <span className="dim">
              What expires and whose signatures stand still, and the word that Firewatch itself is well.
            </span>
          </p>
          <Button small onClick={() => setAsked(true)}>
            Change time
          </Button>
        </div>
      )}
      {isAsked && mails.data && <TimeDialog mails={mails.data} onClose={() => setAsked(false)} />}
    </Panel>
  );
}

function TimeDialog({ mails, onClose }: { mails: DailyMails; onClose: () => void }) {
  const client = useQueryClient();
  const [at, setAt] = useState(mails.at);
  const sending = useSubmit({
    check: () =>
      missing({
        at:
          !timeOfDay.safeParse(at).success && 'Time: write a time of day from 00:00 to 23:59, such as 08:00.',
      }),
    send: async () => {
      const stored = await setDailyMails(at.trim());
      client.setQueryData(dailyMailsQuery.queryKey, stored);
      toast(`The daily mails go out at ${stored.at} from now on.`);
      onClose();
    },
    refused: (error) => formFaults(error, { at: 'Time' }),
  });
  return (
    <Dialog title="Time of the daily mails" onClose={onClose}>
      <Form {...sending} action="Store the time" beside={<Button onClick={onClose}>Cancel</Button>}>
        <TextField
          label="Time"
          hint={`24 hours, in ${mails.zone}. When it has passed already, today's mails go out at once.`}
          fault={sending.faults.fields['at']}
          value={at}
          inputMode="text"
          maxLength={5}
          data-autofocus
          onChange={(event) => setAt(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
