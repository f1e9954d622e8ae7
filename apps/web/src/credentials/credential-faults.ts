import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import type { FormFaults } from '../words/form-faults.js';

/** A credential travels as `credential` or inside `access`; a form knows its fields by name alone. */
const PREFIX = /^(?:access\.)?credential\./;

/** Request paths of a vendor's fields with their labels. */
export function credentialLabels(vendor: VendorInfo): Record<string, string> {
  const labels: Record<string, string> = {
    'access.credentialName': 'Name',
    'access.credentialSetId': 'Credential set',
  };
  for (const field of vendor.credentialFields) {
    labels[`credential.${field.name}`] = field.label;
    labels[`access.credential.${field.name}`] = field.label;
  }
  return labels;
}

/** Faults by the names the form uses. */
export function credentialFaults(faults: FormFaults): FormFaults {
  const fields = Object.entries(faults.fields).map(([path, text]) => [
    path.replace(PREFIX, '').replace(/^access\./, ''),
    text,
  ]);
  return { ...faults, fields: Object.fromEntries(fields) };
}
