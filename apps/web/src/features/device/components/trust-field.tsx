import { SelectField } from '../../../ui/select-field.js';
import { isTrust, TRUST_CHOICES, TRUST_HINTS, type Trust } from '../model/trust-words.js';

interface TrustFieldProps {
  value: Trust;
  /** What may be chosen here. */
  choices: readonly Trust[];
  fault?: string | undefined;
  onChange: (trust: Trust) => void;
}

/** By what its certificate is accepted from now on. */
export function TrustField({ value, choices, fault, onChange }: TrustFieldProps) {
  return (
    <SelectField
      label="Trust from now on"
      hint={TRUST_HINTS[value]}
      fault={fault}
      value={value}
      options={choices.map((trust) => ({ value: trust, label: TRUST_CHOICES[trust] }))}
      onChange={(text) => {
        if (isTrust(text)) onChange(text);
      }}
    />
  );
}
