import type { Duties, Person } from '@firewatch/shared/wire/access';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Failed, Loading } from '../../../ui/states.js';
import { formFaults } from '../../../words/form-faults.js';
import { localTime, ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { changePerson, dutiesQuery } from '../api/people.api.js';

interface DisablePersonDialogProps {
  person: Person;
  onClose: () => void;
  onStored: (text: string) => void;
}

/** Shows what hangs on the person before they are shut out. */
export function DisablePersonDialog({ person, onClose, onStored }: DisablePersonDialogProps) {
  const duties = useQuery(dutiesQuery(person.id));
  const disabling = useSubmit({
    check: () => null,
    send: async () => {
      const { ended } = await changePerson(person.id, { disabled: true });
      onStored(
        `${person.name} disabled. Ended: ${counted(ended.sessions, 'session')}, ${counted(ended.tokens, 'token')}.`,
      );
    },
    refused: (error) => formFaults(error, {}),
  });
  return (
    <Dialog title={`Disable ${person.name}`} onClose={onClose}>
      <div className="intro">
        Sessions, tokens and open pages end at once. What they did stays, signed with their name.
      </div>
      {duties.isPending && <Loading what="what hangs on this person" rows={3} />}
      {duties.isError && (
        <Failed
          what="Could not find out what hangs on this person"
          error={duties.error}
          onRetry={() => void duties.refetch()}
        />
      )}
      {duties.data && <DutyList duties={duties.data} />}
      <Form
        {...disabling}
        action={`Disable ${person.name}`}
        sending="Disabling"
        beside={<Button onClick={onClose}>Cancel</Button>}
      >
        {null}
      </Form>
    </Dialog>
  );
}

const until = (at: string | null): string =>
  at === null ? 'until it is over' : `until ${localTime.minute(ms(at))}`;

function DutyList({ duties }: { duties: Duties }) {
  const { channels, acknowledged, tokens, maintenance } = duties;
  const isNothing = channels.length + acknowledged.length + tokens.length + maintenance.length === 0;
  if (isNothing) return <p>Nothing hangs on this person alone.</p>;
  return (
    <>
      <p>
        <strong>Somebody else has to take this over:</strong>
      </p>
      <ul className="duties">
        {channels.map((channel) => (
          <li key={channel.id}>
            Channel <Link to="/alerting">{channel.name}</Link>{' '}
            {channel.others === 0
              ? 'tells only them: change its address, or nobody hears its alarms'
              : `tells them and ${counted(channel.others, 'more address', 'more addresses')}`}
          </li>
        ))}
        {acknowledged.map((incident) => (
          <li key={incident.id}>
            <Link to={`/incidents/${incident.id}`}>{incident.label}</Link> is acknowledged by them{' '}
            {until(incident.until)}: {incident.reason}
          </li>
        ))}
        {maintenance.map((window) => (
          <li key={window.id}>
            Maintenance {until(window.until)}: {window.title}
          </li>
        ))}
        {tokens.map((token) => (
          <li key={token.id}>
            Token {token.name} (fw_{token.prefix}) ends: what uses it stops working
          </li>
        ))}
      </ul>
    </>
  );
}
