import type { CredentialSet } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { TextField } from '../ui/field.js';
import { SelectField } from '../ui/select-field.js';
import type { FormFaults } from '../words/form-faults.js';
import { CredentialFields } from './credential-fields.js';
import { NEW, NONE, type ResyncForm } from './resync-form.js';

interface ResyncSetFieldsProps {
  /** Whose a new set would be; undefined = none can be made here. */
  vendor: VendorInfo | undefined;
  sets: readonly Pick<CredentialSet, 'id' | 'name'>[];
  form: ResyncForm;
  set: (change: Partial<ResyncForm>) => void;
  /** Of the choice, such as whom it goes to. */
  hint?: string | undefined;
  fault: FormFaults['fields'];
}

/** A stored set, a new one, or none. */
export function ResyncSetFields({ vendor, sets, form, set, hint, fault }: ResyncSetFieldsProps) {
  return (
    <>
      <p className="intro">
        Optional. It may do more on the box than reading needs; it is opened for the one call of a run and
        never for a reading.
      </p>
      <SelectField
        label="Credential set"
        hint={hint}
        fault={fault['resyncAccess'] ?? fault['credentialSetId']}
        value={form.choice}
        options={[
          ...(form.choice === '' ? [{ value: '', label: 'Choose…' }] : []),
          { value: NONE, label: 'None: no run calls it' },
          ...sets.map(({ id, name }) => ({ value: id, label: name })),
          ...(vendor ? [{ value: NEW, label: 'A new set…' }] : []),
        ]}
        onChange={(choice) => set({ choice })}
      />
      {vendor && form.choice === NEW && (
        <>
          <TextField
            label="Name of the new set"
            fault={fault['credentialName']}
            value={form.name}
            maxLength={120}
            onChange={(event) => set({ name: event.target.value })}
          />
          <CredentialFields
            vendor={vendor}
            values={form.values}
            faults={fault}
            onChange={(values) => set({ values })}
          />
        </>
      )}
    </>
  );
}
