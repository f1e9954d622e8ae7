import { LONGEST_CONTROLLER } from '@firewatch/shared/domain/resync-caps';
import { useQuery } from '@tanstack/react-query';
import { groupsQuery } from '../../../api/estate.api.js';
import { TextField } from '../../../ui/field.js';
import { SelectField } from '../../../ui/select-field.js';
import type { FormFaults } from '../../../words/form-faults.js';

interface Part {
  readonly tags: string;
  readonly groupId: string;
  readonly interval: string;
  readonly controller: string;
}

interface PartFieldsProps {
  form: Part;
  set: (change: Partial<Part>) => void;
  /** Whose firewall: groups of other customers are not offered. */
  customerId: string;
  fault: FormFaults['fields'];
}

/** What it is sorted by, how often it is read, and on what it hangs. */
export function PartFields({ form, set, customerId, fault }: PartFieldsProps) {
  const { data = [] } = useQuery(groupsQuery);
  const groups = data.filter((group) => group.customerId === null || group.customerId === customerId);
  return (
    <>
      <TextField
        label="Tags"
        hint="Free words, separated by commas; the fleet is filtered and grouped by them."
        fault={fault['tags']}
        value={form.tags}
        placeholder="branch, night shift"
        onChange={(event) => set({ tags: event.target.value })}
      />
      {(groups.length > 0 || form.groupId !== '') && (
        <SelectField
          label="Group"
          fault={fault['groupId']}
          value={form.groupId}
          options={[
            { value: '', label: 'No group' },
            ...groups.map((group) => ({ value: group.id, label: group.name })),
          ]}
          onChange={(groupId) => set({ groupId })}
        />
      )}
      <TextField
        label="Read every (seconds)"
        hint="15 to 3600. Shorter sees losses sooner and asks more of the box."
        fault={fault['intervalSeconds']}
        inputMode="numeric"
        value={form.interval}
        onChange={(event) => set({ interval: event.target.value })}
      />
      <TextField
        label="Management server (optional)"
        hint="The GMS, SGMS or NSM group it hangs on, by the same name everywhere: a resync works on few of one at once."
        fault={fault['controller']}
        value={form.controller}
        maxLength={LONGEST_CONTROLLER}
        onChange={(event) => set({ controller: event.target.value })}
      />
    </>
  );
}
