import { reason as reasonSchema } from '@firewatch/shared/wire/primitives';
import type { AckLinkAnswer } from '@firewatch/shared/wire/incidents';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { acknowledgeByLink, lookAtAckLink } from '../../api/incidents.api.js';
import { Door } from '../../ui/door.js';
import { TextArea } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { formFaults } from '../../words/form-faults.js';
import { Failed, Loading } from '../../ui/states.js';
import { Clock } from '../../ui/time.js';
import { ms } from '../../words/time-text.js';

/** Acknowledges an incident from a mail. Opening the link changes nothing: mail servers open links too. */
export function AckPage() {
  const { hash } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  const found = useQuery({
    queryKey: ['ack-link', token],
    queryFn: () => lookAtAckLink(token),
    retry: false,
    enabled: token !== '',
  });
  const done = useMutation({ mutationFn: (reason: string) => acknowledgeByLink(token, reason) });
  const incident = done.data ?? found.data;
  if (token === '')
    return (
      <Door title="This link does not work">
        <p className="fault">It has no token. Open it from the mail as a whole.</p>
      </Door>
    );
  if (found.isError)
    return (
      <Door title="This link does not work">
        <Failed what="It could not be opened" error={found.error} onRetry={() => void found.refetch()} />
      </Door>
    );
  if (!incident)
    return (
      <Door title="Acknowledge">
        <Loading what="the incident" rows={2} />
      </Door>
    );
  return (
    <Door title={done.data ? 'Acknowledged' : `Acknowledge ${incident.label}`} foot={<OpenLink />}>
      <p>
        <b>{incident.headline}</b>
      </p>
      <p className="dim door-line">
        {incident.subline} Since <Clock at={ms(incident.since)} />.
      </p>
      <Standing incident={incident} isDone={done.data !== undefined} />
      {incident.state === 'open' && !done.data && (
        <AckForm as={incident.as} onSend={async (reason) => void (await done.mutateAsync(reason))} />
      )}
    </Door>
  );
}

const OpenLink = () => (
  <p className="ack-foot">
    <Link className="btn" to="/incidents">
      Sign in and open the incidents
    </Link>
  </p>
);

/** How it stands with the incident: closed, acknowledged by somebody, or waiting. */
function Standing({ incident, isDone }: { incident: AckLinkAnswer; isDone: boolean }) {
  const { ack } = incident;
  if (incident.state === 'closed')
    return <p className="note">It is closed already: nothing is left to do.</p>;
  if (ack === null) return null;
  return (
    <p className="note">
      {isDone
        ? 'Reminders stop; the incident stays open until it is solved.'
        : `${ack.by} acknowledged it: ${ack.reason}`}
    </p>
  );
}

function AckForm({ as, onSend }: { as: string; onSend: (reason: string) => Promise<void> }) {
  const [text, setText] = useState('Seen in the mail; looking at it now.');
  const sending = useSubmit({
    check: () =>
      reasonSchema.safeParse(text).success
        ? null
        : { fields: { reason: 'Reason: write 3 to 500 characters, so that the others know.' }, rest: null },
    send: () => onSend(text),
    refused: (error) => formFaults(error, { reason: 'Reason' }),
  });
  return (
    <Form {...sending} action="Acknowledge" sending="Storing" foot="door-foot">
      <TextArea
        label="Reason"
        hint={`Signed ${as}.`}
        fault={sending.faults.fields['reason']}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </Form>
  );
}
