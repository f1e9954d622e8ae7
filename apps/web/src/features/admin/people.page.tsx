import type { Invitation, Person } from '@firewatch/shared/wire/access';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Panel } from '../../ui/panel.js';
import { Failed, Loading } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { counted } from '../../words/verdict-text.js';
import {
  changePerson,
  customersQuery,
  dropFactorOf,
  invitePerson,
  peopleKey,
  peopleQuery,
} from './api/people.api.js';
import { DisablePersonDialog } from './components/disable-person.dialog.js';
import { FactorRule } from './components/factor-rule.js';
import { PeopleTable, type PersonAct } from './components/people-table.js';
import { PersonDialog } from './components/person.dialog.js';
import { ShownOnce } from './components/shown-once.js';

type Asked =
  | { readonly what: 'add' }
  | { readonly what: 'change' | 'disable'; readonly person: Person }
  | { readonly what: 'invitation'; readonly name: string; readonly link: string };

const failed = (error: unknown): void =>
  toast(error instanceof Error ? `Not done. ${error.message}` : 'Not done.', { isError: true });

/** @returns the invitation, where one was asked for. */
async function acted(
  person: Person,
  what: Exclude<PersonAct, 'change' | 'disable'>,
): Promise<Invitation | null> {
  try {
    if (what === 'invite') return await invitePerson(person.id);
    if (what === 'enable') await changePerson(person.id, { disabled: false });
    else {
      await dropFactorOf(person.id);
      toast(`${person.name} signs in with the password alone until the second factor is set up anew.`);
    }
  } catch (error) {
    failed(error);
  }
  return null;
}

export function PeoplePage() {
  const client = useQueryClient();
  const people = useQuery(peopleQuery);
  const customers = useQuery(customersQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const refresh = (): void => void client.invalidateQueries({ queryKey: peopleKey });
  const names = new Map(customers.data?.map((one) => [one.id, one.name]));

  const invited = (name: string, invitation: Invitation | null): void => {
    if (invitation?.link) setAsked({ what: 'invitation', name, link: invitation.link });
    else if (invitation?.sentTo) toast(`An invitation is on its way to ${invitation.sentTo}.`);
  };
  const act = async (person: Person, what: PersonAct): Promise<void> => {
    if (what === 'change' || what === 'disable') return setAsked({ what, person });
    invited(person.name, await acted(person, what));
    refresh();
  };
  const active = people.data?.filter((one) => one.disabledAt === null).length ?? 0;
  return (
    <>
      <title>People, Firewatch</title>
      <div className="head">
        <div>
          <h1>People</h1>
          <p>{people.data ? `${counted(active, 'person', 'people')} may sign in.` : ''}</p>
        </div>
        <div className="actions">
          <Button kind="primary" onClick={() => setAsked({ what: 'add' })}>
            Invite a person
          </Button>
        </div>
      </div>
      <Panel title="Who may sign in">
        {people.isPending && <Loading what="the people" rows={3} />}
        {people.isError && (
          <Failed
            what="Could not load the people"
            error={people.error}
            onRetry={() => void people.refetch()}
          />
        )}
        {people.data && (
          <PeopleTable people={people.data} names={names} onAct={(person, what) => void act(person, what)} />
        )}
      </Panel>
      <FactorRule />
      <AskedDialog
        asked={asked}
        onClose={() => setAsked(null)}
        onStored={(text, invitation, name) => {
          setAsked(null);
          toast(text);
          invited(name, invitation);
          refresh();
        }}
      />
    </>
  );
}

interface AskedDialogProps {
  asked: Asked | null;
  onClose: () => void;
  onStored: (text: string, invitation: Invitation | null, name: string) => void;
}

function AskedDialog({ asked, onClose, onStored }: AskedDialogProps) {
  if (asked === null) return null;
  if (asked.what === 'invitation') {
    return (
      <Dialog title={`Link for ${asked.name}`} onClose={onClose}>
        <div className="intro">
          There is no mail channel to send it by. Hand it on yourself, over a way that others do not read.
        </div>
        <ShownOnce label="One-time link, good for 3 days" text={asked.link} />
        <div className="dialog-foot">
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  if (asked.what === 'disable') {
    const { person } = asked;
    return (
      <DisablePersonDialog
        person={person}
        onClose={onClose}
        onStored={(text) => onStored(text, null, person.name)}
      />
    );
  }
  return (
    <PersonDialog
      {...(asked.what === 'change' ? { person: asked.person } : {})}
      onClose={onClose}
      onStored={(text, invitation) => onStored(text, invitation, text.replace(/ added\.$/, ''))}
    />
  );
}
