import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import type { FormFaults } from '../words/form-faults.js';

/** A credential travels as `credential`, or inside one of these; a form knows its fields by name alone. */
const AROUND = ['access', 'resyncAccess'] as const;
const PREFIX = new RegExp(`^(?:(?:${AROUND.join('|')})\\.)?(?:credential\\.)?`);

/** Request paths of a vendor's fields with their labels; without a vendor, of what is around them. */
export function credentialLabels(vendor: VendorInfo | undefined): Record<string, string> {
  const labels: Record<string, string> = { resyncAccess: 'Credential set' };
  for (const path of AROUND) {
    labels[`${path}.credentialName`] = 'Name';
    labels[`${path}.credentialSetId`] = 'Credential set';
  }
  for (const field of vendor?.credentialFields ?? []) {
    labels[`credential.${field.name}`] = field.label;
    for (const path of AROUND) labels[`${path}.credential.${field.name}`] = field.label;
  }
  return labels;
}

/** Faults by the names the form uses. */
export function credentialFaults(faults: FormFaults): FormFaults {
  const fields = Object.entries(faults.fields).map(([path, text]) => [path.replace(PREFIX, ''), text]);
  return { ...faults, fields: Object.fromEntries(fields) };
}
