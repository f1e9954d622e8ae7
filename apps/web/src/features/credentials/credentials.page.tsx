import type { CredentialSet } from '@firewatch/shared/wire/devices';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { mayEdit } from '../../api/access.api.js';
import { credentialSetQuery, credentialSetsQuery } from '../../api/credentials.api.js';
import { EstateHead } from '../../estate/estate-head.js';
import { useMe } from '../../session/me-context.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { Clock } from '../../ui/time.js';
import { ms } from '../../words/time-text.js';
import { counted } from '../../words/verdict-text.js';
import { SetDialog, type SetAsked } from './set-dialogs.js';
import { foundSets, setWords } from './set-words.js';
import '../../styles/forms.css';

/** Accounts that firewalls are read with. What is stored can be replaced, never read. */
export function CredentialsPage() {
  const isAllowed = mayEdit(useMe());
  const list = useQuery({ ...credentialSetsQuery, enabled: isAllowed });
  const [chosen, setAsked] = useState<SetAsked | null>(null);
  const [search, setSearch] = useSearchParams();
  const sets = list.data ?? [];
  // An incident's page leads here with the set whose password is refused.
  const wanted = sets.find((set) => set.id === search.get('replace'));
  const asked: SetAsked | null = chosen ?? (wanted ? { what: 'replace', set: wanted } : null);
  const close = (): void => {
    setAsked(null);
    if (search.has('replace')) setSearch({}, { replace: true });
  };
  if (!isAllowed) {
    return (
      <>
        <EstateHead title="Credentials" />
        <Empty>Your account may not see credentials. Ask an owner or an engineer.</Empty>
      </>
    );
  }
  return (
    <>
      <EstateHead
        title={sets.length > 0 ? counted(sets.length, 'credential set') : 'Credentials'}
        note="Accounts that firewalls are read with, by the name an import file gives them. What is stored can be replaced, never read."
        action={
          <Button kind="primary" onClick={() => setAsked({ what: 'add' })}>
            Add credential set
          </Button>
        }
      />
      <Panel title="Credential sets">
        {list.isPending && <Loading what="the credential sets" />}
        {list.isError && (
          <Failed
            what="Could not load the credential sets"
            error={list.error}
            still="Firewalls are read all the same."
            onRetry={() => void list.refetch()}
          />
        )}
        {list.data && sets.length === 0 && (
          <Empty>No credential set yet. Add one before you import a file that names it.</Empty>
        )}
        {sets.length > 0 && <SetList sets={sets} onAsk={setAsked} />}
      </Panel>
      {asked && <SetDialog asked={asked} onClose={close} />}
    </>
  );
}

interface SetListProps {
  sets: readonly CredentialSet[];
  onAsk: (asked: SetAsked) => void;
}

function SetList({ sets, onAsk }: SetListProps) {
  const [text, setText] = useState('');
  const found = foundSets(sets, text);
  return (
    <>
      <div className="panel-search">
        <TextField
          label="Search credential sets"
          type="search"
          hint="By name, customer or vendor."
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {found.length === 0 && (
        <Empty action={<Button onClick={() => setText('')}>Clear search</Button>}>
          No credential set matches “{text.trim()}”.
        </Empty>
      )}
      <ul className="estate-rows" aria-label="Credential sets">
        {found.map((set) => (
          <SetLine key={set.id} set={set} onAct={(what) => onAsk({ what, set })} />
        ))}
      </ul>
    </>
  );
}

interface SetLineProps {
  set: CredentialSet;
  onAct: (what: 'rename' | 'replace' | 'remove') => void;
}

function SetLine({ set, onAct }: SetLineProps) {
  const [isOpen, setOpen] = useState(false);
  const { text, tone } = setWords(set);
  return (
    <li className="is-plain">
      <span className="what">
        <b>{set.name}</b>
        <br />
        <span className="dim">
          {set.customerId === null
            ? 'firewalls of any customer'
            : `only ${set.customerName ?? 'one customer'}`}
        </span>
      </span>
      <span className="what">
        <span className={tone}>{text}</span>
        {set.deviceCount > 0 && (
          <>
            {' '}
            <button
              type="button"
              className="link"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? 'Hide' : 'Show'} the firewalls that use ${set.name}`}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? 'Hide' : 'Show'}
            </button>
          </>
        )}
        <br />
        <Made set={set} />
        {isOpen && <Users setId={set.id} />}
      </span>
      <span className="actions">
        <Button small onClick={() => onAct('replace')} aria-label={`Replace secret of ${set.name}`}>
          Replace secret
        </Button>
        <Button small kind="quiet" onClick={() => onAct('rename')} aria-label={`Rename ${set.name}`}>
          Rename
        </Button>
        <Button
          small
          kind="danger"
          disabled={set.deviceCount > 0}
          title={set.deviceCount > 0 ? 'Firewalls use it' : undefined}
          onClick={() => onAct('remove')}
          aria-label={`Remove ${set.name}`}
        >
          Remove
        </Button>
      </span>
    </li>
  );
}

/** By whom and when, and since when its secret is the one it is. */
const Made = ({ set }: { set: CredentialSet }) => (
  <span className="dim">
    made <Clock at={ms(set.createdAt)} seconds={false} />
    {set.createdBy !== null && ` by ${set.createdBy}`}
    {set.changedAt !== set.createdAt && (
      <>
        , secret of <Clock at={ms(set.changedAt)} seconds={false} />
        {set.changedBy !== null && ` by ${set.changedBy}`}
      </>
    )}
  </span>
);

function Users({ setId }: { setId: string }) {
  const found = useQuery(credentialSetQuery(setId));
  if (found.isError)
    return <Failed what="Could not load them" error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading what="its firewalls" rows={2} />;
  return (
    <ul className="set-users" aria-label="Used by">
      {found.data.devices.map((device) => (
        <li key={device.id}>
          <Link to={`/devices/${device.id}`}>{device.name}</Link>{' '}
          <span className="dim">
            {device.customerName}
            {device.use === 'resync' && ', for a resync only'}
          </span>
        </li>
      ))}
    </ul>
  );
}
