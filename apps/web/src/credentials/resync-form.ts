import type { CredentialSet, DeviceRow } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { missing, type FormFaults } from '../words/form-faults.js';
import { counted } from '../words/verdict-text.js';
import { type CredentialValues, emptyFields, filledIn } from './credential-fields.js';

/** Choices that are no stored set. */
export const NONE = 'none';
export const NEW = 'new';

/** What stands in the fields. */
export interface ResyncForm {
  /** Id of a set, `NONE` or `NEW`; '' = not chosen yet. */
  readonly choice: string;
  /** Of the new set. */
  readonly name: string;
  readonly values: CredentialValues;
}

type Box = Pick<DeviceRow, 'vendor' | 'customerId' | 'customerName'>;
type Set = Pick<CredentialSet, 'id' | 'name' | 'vendor' | 'customerId' | 'customerName'>;

const fits = (set: Set, box: Box): boolean =>
  set.vendor === box.vendor && (set.customerId === null || set.customerId === box.customerId);

/** Those that one of these firewalls can have. */
export const setsFor = <S extends Set>(sets: readonly S[], boxes: readonly Box[]): readonly S[] =>
  sets.filter((set) => boxes.some((box) => fits(set, box)));

/** How many of these firewalls can have what is chosen, as far as it is known here. */
export function fitCount(choice: string, sets: readonly Set[], boxes: readonly Box[]): number {
  const set = sets.find((one) => one.id === choice);
  return set ? boxes.filter((box) => fits(set, box)).length : boxes.length;
}

/** Whom it goes to and whom it does not, before it is sent; undefined = nothing to say. */
export function fitWords(choice: string, sets: readonly Set[], boxes: readonly Box[]): string | undefined {
  if (choice === NONE) return 'No run calls them any more.';
  if (choice === NEW) {
    const names = [...new Set(boxes.map((box) => box.customerName))];
    return `Becomes one set, for firewalls of ${names.length === 1 ? `${names[0]} only` : 'any customer'}.`;
  }
  const count = fitCount(choice, sets, boxes);
  if (count === boxes.length) return undefined;
  const left = counted(boxes.length - count, 'firewall');
  return `Fits ${count} of ${boxes.length}: ${left} of another customer or vendor left alone.`;
}

/** @param vendor whose a new set would be. */
export const resyncFaults = (vendor: VendorInfo | undefined, form: ResyncForm): FormFaults | null => {
  if (form.choice === NEW && vendor) return emptyFields(vendor, form.values);
  return missing({ resyncAccess: form.choice === '' && 'Choose a set, a new one, or none.' });
};

export function resyncAccessOf({ choice, name, values }: ResyncForm) {
  if (choice === NONE) return null;
  return choice === NEW
    ? { credential: filledIn(values), credentialName: name.trim() }
    : { credentialSetId: choice };
}
