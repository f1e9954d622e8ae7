import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { SelectField } from '../../../ui/select-field.js';

interface ProductLineFieldProps {
  vendor: VendorInfo;
  value: string;
  /** Only lines that nothing here can read, beside the one that is chosen already. */
  unreadable: boolean;
  fault?: string | undefined;
  onChange: (value: string) => void;
}

/** Which product it is, where the box does not say: its checklist of a resync follows from it. */
export function ProductLineField({ vendor, value, unreadable, fault, onChange }: ProductLineFieldProps) {
  const lines = (vendor.productLines ?? []).filter(
    (line) => !unreadable || !line.isReadable || line.id === value,
  );
  if (lines.length === 0) return null;
  return (
    <SelectField
      label="Product line"
      hint={
        unreadable
          ? 'Its checklist of a resync follows from it.'
          : 'Counts where it does not say its firmware itself, and in a closed network.'
      }
      fault={fault}
      value={value}
      options={[
        { value: '', label: 'Not said' },
        ...lines.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={onChange}
    />
  );
}
