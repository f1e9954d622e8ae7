import type { Person } from '@firewatch/shared/wire/access';
import type { Role } from '@firewatch/shared/domain/roles';

export const ROLE_WORDS: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  viewer: { name: 'Viewer', may: 'sees' },
  operator: { name: 'Operator', may: 'acknowledges, writes notes, reads now, sets maintenance of up to 4 h' },
  approver: { name: 'Approver', may: 'an operator who approves resynchronisation' },
  engineer: { name: 'Engineer', may: 'also firewalls, credentials, approvals, baselines' },
  owner: { name: 'Owner', may: 'everything, at every customer' },
};

/** "All customers", "Alder Dental", "3 customers". */
export function scopeWords(
  one: Pick<Person, 'role' | 'allCustomers' | 'customerIds'>,
  names: ReadonlyMap<string, string>,
): string {
  if (one.role === 'owner' || one.allCustomers) return 'all customers';
  const [first] = one.customerIds;
  if (first === undefined) return 'no customer yet';
  return one.customerIds.length === 1
    ? (names.get(first) ?? '1 customer')
    : `${one.customerIds.length} customers`;
}

/** `device.read-asked` → "Firewall read asked". */
export const actionWords = (action: string): string => {
  const words = action.replace(/device/, 'firewall').replaceAll(/[.-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const shown = (value: unknown): string => {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(shown).join(', ');
  if (typeof value === 'object') return `(${detailWords(value)})`;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** "role: engineer, ended: (sessions: 2)": everything that was kept of an act, on one line. */
export const detailWords = (detail: object): string =>
  Object.entries(detail)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${shown(value)}`)
    .join(', ');
