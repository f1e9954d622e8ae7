import { TextField } from '../../../ui/field.js';
import { SelectField } from '../../../ui/select-field.js';
import type { FormFaults } from '../../../words/form-faults.js';

interface Address {
  readonly host: string;
  readonly port: string;
  readonly tls: 'modern' | 'legacy';
}

interface AddressFieldsProps {
  form: Address;
  set: (change: Partial<Address>) => void;
  fault: FormFaults['fields'];
}

/** Where its management answers, and how old its TLS is. */
export function AddressFields({ form, set, fault }: AddressFieldsProps) {
  return (
    <>
      <div className="two">
        <TextField
          label="Management address"
          fault={fault['host']}
          className="input mono"
          value={form.host}
          placeholder="198.51.100.14"
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => set({ host: event.target.value })}
        />
        <TextField
          label="Port"
          fault={fault['port']}
          inputMode="numeric"
          value={form.port}
          onChange={(event) => set({ port: event.target.value })}
        />
      </div>
      <SelectField
        label="TLS"
        hint="Legacy is for boxes that speak nothing newer; it is shown as a weakness."
        fault={fault['tls']}
        value={form.tls}
        onChange={(tls) => set({ tls: tls === 'legacy' ? 'legacy' : 'modern' })}
        options={[
          { value: 'modern', label: 'Modern' },
          { value: 'legacy', label: 'Legacy' },
        ]}
      />
    </>
  );
}
