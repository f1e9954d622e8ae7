import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { PasswordField, TextField } from '../ui/field.js';
import { missing, type FormFaults } from '../words/form-faults.js';

export type CredentialValues = Readonly<Record<string, string>>;

interface CredentialFieldsProps {
  vendor: VendorInfo;
  values: CredentialValues;
  /** Sentences by field name. */
  faults: Readonly<Record<string, string>>;
  onChange: (values: CredentialValues) => void;
}

/** Fields as the vendor declares them. What is typed leaves with the form and comes back never. */
export function CredentialFields({ vendor, values, faults, onChange }: CredentialFieldsProps) {
  return vendor.credentialFields.map((field) => {
    const Field = field.secret ? PasswordField : TextField;
    return (
      <Field
        key={field.name}
        label={field.required ? field.label : `${field.label} (optional)`}
        hint={field.hint}
        fault={faults[field.name]}
        // A password manager would offer the person's own sign-in here.
        autoComplete={field.secret ? 'new-password' : 'off'}
        data-1p-ignore
        spellCheck={false}
        value={values[field.name] ?? ''}
        onChange={(event) => onChange({ ...values, [field.name]: event.target.value })}
      />
    );
  });
}

/** Sentences at required fields that are empty; null = all there. */
export const emptyFields = (vendor: VendorInfo, values: CredentialValues): FormFaults | null =>
  missing(
    Object.fromEntries(
      vendor.credentialFields.map((field) => [
        field.name,
        field.required && (values[field.name] ?? '') === '' && `Write the ${field.label.toLowerCase()}.`,
      ]),
    ),
  );

/** Optional fields left empty are not sent: an empty word is not "no word". */
export const filledIn = (values: CredentialValues): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
