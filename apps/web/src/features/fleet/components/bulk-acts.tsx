import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { changeMany, groupsQuery, removeMany } from '../../../api/estate.api.js';
import { keys } from '../../../api/keys.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { ReasonDialog } from '../../../ui/reason-dialog.js';
import { SelectField } from '../../../ui/select-field.js';
import { toast } from '../../../ui/toast.js';
import { formFaults, type FormFaults } from '../../../words/form-faults.js';
import { counted } from '../../../words/verdict-text.js';
import { bulkChangeOf, EMPTY_BULK, type BulkForm, bulkFaults, KEEP, NO_GROUP } from '../model/bulk-form.js';
import { ResyncCredentialDialog } from './resync-credential.dialog.js';
import { sayChanged } from './say-changed.js';

interface BulkActsProps {
  rows: readonly DeviceRow[];
  onDone: () => void;
}

/** Resync and its credential, tags, group, interval and removal of what is selected. */
export function BulkActs({ rows, onDone }: BulkActsProps) {
  const [asked, setAsked] = useState<'change' | 'resync' | 'remove' | null>(null);
  const close = (): void => setAsked(null);
  const done = (): void => {
    close();
    onDone();
  };
  return (
    <>
      <Link
        className="btn small"
        to="/resync/new"
        // Too many for an address.
        state={{ deviceIds: rows.map((row) => row.id) }}
      >
        Resync…
      </Link>
      <Button small onClick={() => setAsked('change')}>
        Tags, group, interval…
      </Button>
      <Button small onClick={() => setAsked('resync')}>
        Resync credential…
      </Button>
      <Button small kind="danger" onClick={() => setAsked('remove')}>
        Remove…
      </Button>
      {asked === 'change' && <ChangeDialog rows={rows} onClose={close} onDone={done} />}
      {asked === 'resync' && <ResyncCredentialDialog rows={rows} onClose={close} onDone={done} />}
      {asked === 'remove' && <RemoveDialog rows={rows} onClose={close} onDone={done} />}
    </>
  );
}

interface DialogProps extends BulkActsProps {
  onClose: () => void;
}

function ChangeDialog({ rows, onClose, onDone }: DialogProps) {
  const client = useQueryClient();
  const [form, setForm] = useState<BulkForm>(EMPTY_BULK);
  const set = (change: Partial<BulkForm>): void => setForm((before) => ({ ...before, ...change }));
  const sending = useSubmit({
    check: () => bulkFaults(form),
    send: async () => {
      sayChanged(await changeMany({ deviceIds: rows.map((row) => row.id), ...bulkChangeOf(form) }));
      void client.invalidateQueries({ queryKey: keys.devices });
      void client.invalidateQueries({ queryKey: keys.topic('groups') });
      onDone();
    },
    refused: (error) =>
      formFaults(error, {
        addTags: 'Add tags',
        removeTags: 'Take away',
        groupId: 'Group',
        intervalSeconds: 'Interval',
      }),
  });
  return (
    <Dialog title={`Change ${counted(rows.length, 'firewall')}`} onClose={onClose}>
      <Form
        {...sending}
        action={`Change ${counted(rows.length, 'firewall')}`}
        beside={<Button onClick={onClose}>Cancel</Button>}
      >
        <ChangeFields rows={rows} form={form} set={set} fault={sending.faults.fields} />
      </Form>
    </Dialog>
  );
}

interface ChangeFieldsProps {
  rows: readonly DeviceRow[];
  form: BulkForm;
  set: (change: Partial<BulkForm>) => void;
  fault: FormFaults['fields'];
}

function ChangeFields({ rows, form, set, fault }: ChangeFieldsProps) {
  const groups = useQuery(groupsQuery);
  const known = [...new Set(rows.flatMap((row) => row.tags))].sort();
  return (
    <>
      <TextField
        label="Add tags"
        hint="Free words, separated by commas."
        fault={fault['addTags']}
        value={form.addTags}
        data-autofocus
        onChange={(event) => set({ addTags: event.target.value })}
      />
      <TextField
        label="Take tags away"
        hint={known.length === 0 ? 'None of them has a tag.' : `They have: ${known.join(', ')}`}
        fault={fault['removeTags']}
        value={form.removeTags}
        onChange={(event) => set({ removeTags: event.target.value })}
      />
      <SelectField
        label="Group"
        fault={fault['groupId']}
        value={form.group}
        options={[
          { value: KEEP, label: 'As it is' },
          { value: NO_GROUP, label: 'No group' },
          ...(groups.data ?? []).map((group) => ({ value: group.id, label: group.name })),
        ]}
        onChange={(group) => set({ group })}
      />
      <TextField
        label="Read every (seconds)"
        hint="15 to 3600; empty leaves it as it is."
        fault={fault['intervalSeconds']}
        inputMode="numeric"
        value={form.interval}
        onChange={(event) => set({ interval: event.target.value })}
      />
    </>
  );
}

const NAMED = 8;

function RemoveDialog({ rows, onClose, onDone }: DialogProps) {
  const client = useQueryClient();
  const verb = `Remove ${counted(rows.length, 'firewall')}`;
  return (
    <ReasonDialog
      title={verb}
      action={verb}
      danger
      intro={
        <>
          <p>
            They are not read any more, nobody is told when they stop protecting, and credentials that are
            only theirs are destroyed at once. Their history is hidden for 30 days, then deleted.{' '}
            <strong>This cannot be undone.</strong>
          </p>
          <ul className="ack-list">
            {rows.slice(0, NAMED).map((row) => (
              <li key={row.id}>
                <b>{row.name}</b> {row.customerName}
              </li>
            ))}
            {rows.length > NAMED && <li>and {rows.length - NAMED} more</li>}
          </ul>
        </>
      }
      onClose={onClose}
      onSubmit={async (reason) => {
        const { changed } = await removeMany(
          rows.map((row) => row.id),
          reason,
        );
        toast(`${counted(changed, 'firewall')} removed.`);
        void client.invalidateQueries({ queryKey: keys.devices });
        onDone();
      }}
    />
  );
}
