import type { Group } from '@firewatch/shared/wire/estate';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { createGroup, customersQuery, groupsQuery, removeGroup, renameGroup } from '../../api/estate.api.js';
import { keys } from '../../api/keys.js';
import { baselineWords } from '../../baseline/baseline-words.js';
import { EstateHead } from '../../estate/estate-head.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { Panel } from '../../ui/panel.js';
import { SelectField } from '../../ui/select-field.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { formFaults, missing } from '../../words/form-faults.js';
import { counted } from '../../words/verdict-text.js';
import { GroupBaselineDialog } from './group-baseline.dialog.js';

const EVERYONES = '';

type Asked =
  { readonly what: 'add' } | { readonly what: 'rename' | 'remove' | 'baseline'; readonly group: Group };

/** Named sets of firewalls: of one customer, or of any. */
export function GroupsPage() {
  const list = useQuery(groupsQuery);
  const customers = useQuery(customersQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const groups = list.data ?? [];
  const ownerOf = (group: Group): string =>
    group.customerId === null
      ? 'any customer'
      : (customers.data?.find((one) => one.id === group.customerId)?.name ?? 'one customer');
  return (
    <>
      <EstateHead
        title={list.data && groups.length > 0 ? counted(groups.length, 'group') : 'Groups'}
        note="A firewall is in one group at most; select firewalls on the fleet page to put them into one."
        action={
          <Button kind="primary" onClick={() => setAsked({ what: 'add' })}>
            Add group
          </Button>
        }
      />
      <Panel title="Groups">
        {list.isPending && <Loading what="the groups" />}
        {list.isError && (
          <Failed what="Could not load the groups" error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.data && groups.length === 0 && <Empty>No group yet.</Empty>}
        <ul className="estate-rows" aria-label="Groups">
          {groups.map((group) => (
            <GroupLine key={group.id} group={group} owner={ownerOf(group)} onAsk={setAsked} />
          ))}
        </ul>
      </Panel>
      {asked?.what === 'baseline' && (
        <GroupBaselineDialog group={asked.group} onClose={() => setAsked(null)} />
      )}
      {asked?.what === 'remove' && <RemoveGroup group={asked.group} onClose={() => setAsked(null)} />}
      {(asked?.what === 'add' || asked?.what === 'rename') && (
        <GroupDialog
          group={asked.what === 'rename' ? asked.group : null}
          customers={customers.data ?? []}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface GroupLineProps {
  group: Group;
  owner: string;
  onAsk: (asked: Asked) => void;
}

function GroupLine({ group, owner, onAsk }: GroupLineProps) {
  const words = baselineWords(group.baseline);
  return (
    <li className="is-plain">
      <Link to={`/?${new URLSearchParams({ show: 'all', in: group.id }).toString()}`}>
        <b>{group.name}</b>
      </Link>
      <span className="what dim">
        {counted(group.deviceCount, 'firewall')}, {owner}
        {words !== '' && (
          <>
            <br />
            {words}
          </>
        )}
      </span>
      <span className="actions">
        <Button
          small
          aria-label={`What it should run: ${group.name}`}
          onClick={() => onAsk({ what: 'baseline', group })}
        >
          What it should run
        </Button>
        <Button small onClick={() => onAsk({ what: 'rename', group })}>
          Rename
        </Button>
        <Button small kind="danger" onClick={() => onAsk({ what: 'remove', group })}>
          Remove
        </Button>
      </span>
    </li>
  );
}

interface GroupDialogProps {
  /** Null = a new one. */
  group: Group | null;
  customers: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
}

function GroupDialog({ group, customers, onClose }: GroupDialogProps) {
  const client = useQueryClient();
  const [name, setName] = useState(group?.name ?? '');
  const [customerId, setCustomerId] = useState(EVERYONES);
  const sending = useSubmit({
    check: () => missing({ name: name.trim() === '' && 'Write a name for the group, such as Branches.' }),
    send: async () => {
      const owner = customerId === EVERYONES ? null : customerId;
      if (group) await renameGroup(group.id, name.trim());
      else await createGroup({ name: name.trim(), customerId: owner });
      void client.invalidateQueries({ queryKey: keys.topic('groups') });
      void client.invalidateQueries({ queryKey: keys.devices });
      onClose();
    },
    refused: (error) => formFaults(error, { name: 'Name', customerId: 'For' }),
  });
  return (
    <Dialog title={group ? `Rename ${group.name}` : 'Add group'} onClose={onClose}>
      <Form
        {...sending}
        action={group ? 'Rename' : 'Add group'}
        beside={<Button onClick={onClose}>Cancel</Button>}
      >
        <TextField
          label="Name"
          fault={sending.faults.fields['name']}
          value={name}
          maxLength={120}
          data-autofocus
          onChange={(event) => setName(event.target.value)}
        />
        {!group && (
          <SelectField
            label="For"
            fault={sending.faults.fields['customerId']}
            value={customerId}
            options={[
              { value: EVERYONES, label: 'Firewalls of any customer' },
              ...customers.map((one) => ({ value: one.id, label: one.name })),
            ]}
            onChange={setCustomerId}
          />
        )}
      </Form>
    </Dialog>
  );
}

function RemoveGroup({ group, onClose }: { group: Group; onClose: () => void }) {
  const client = useQueryClient();
  const sending = useSubmit({
    check: () => null,
    send: async () => {
      await removeGroup(group.id);
      void client.invalidateQueries({ queryKey: keys.topic('groups') });
      void client.invalidateQueries({ queryKey: keys.devices });
      toast(`The group ${group.name} is removed; its firewalls stay.`);
      onClose();
    },
    refused: (error) => formFaults(error, {}),
  });
  return (
    <Dialog title={`Remove the group ${group.name}`} onClose={onClose}>
      <Form
        {...sending}
        action="Remove group"
        sending="Removing"
        beside={<Button onClick={onClose}>Cancel</Button>}
      >
        <p className="intro">
          Its {counted(group.deviceCount, 'firewall')} stay watched, in no group. What the group says they
          should run no longer holds.
        </p>
      </Form>
    </Dialog>
  );
}
