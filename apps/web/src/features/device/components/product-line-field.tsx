import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { SelectField } from '../../../ui/select-field.js';

interface ProductLineFieldProps {
  vendor: VendorInfo;
  value: string;
  /** Only lines that nothing here can read. */
  unreadable: boolean;
  fault?: string | undefined;
  onChange: (value: string) => void;
}

/** Which product it is, where the box does not say: its checklist of a resync follows from it. */
export function ProductLineField({ vendor, value, unreadable, fault, onChange }: ProductLineFieldProps) {
  const lines = (vendor.productLines ?? []).filter((line) => !unreadable || !line.isReadable);
  if (lines.length === 0) return null;
  return (
    <SelectField
      label="Product line"
      hint="Its checklist of a resync follows from it."
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
