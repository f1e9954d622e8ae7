import { includesRole } from '@firewatch/shared/domain/roles';
import type { Duties, editPerson, Person } from '@firewatch/shared/wire/access';
import type { z } from 'zod';

type Rights = Pick<Person, 'role' | 'allCustomers' | 'customerIds'>;

const seesAll = (person: Rights): boolean => person.role === 'owner' || person.allCustomers;

/** Is there anything that the first may do or see and the second may not? */
export function isNarrower(before: Rights, after: Rights): boolean {
  if (!includesRole(after.role, before.role)) return true;
  if (seesAll(after)) return false;
  return seesAll(before) || before.customerIds.some((id) => !after.customerIds.includes(id));
}

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** What nobody hears of any more when this person is gone; a sentence each. */
function leftWords(left: Duties): string[] {
  const alone = left.channels.filter((channel) => channel.others === 0).map((channel) => channel.name);
  return [
    ...(alone.length > 0 ? [`Only this person is told by: ${alone.join(', ')}.`] : []),
    ...(left.acknowledged.length > 0
      ? [`They hold ${counted(left.acknowledged.length, 'open incident')} acknowledged.`]
      : []),
    ...(left.tokens.length > 0 ? [`${counted(left.tokens.length, 'token')} of theirs ended with it.`] : []),
  ];
}

/** What the owners are told of a change; null when it is none of rights. */
export function newsOf(
  before: Person,
  change: z.output<typeof editPerson>,
  left: Duties,
): { readonly did: string; readonly lines: readonly string[] } | null {
  const who = `${before.name} (${before.email})`;
  if (change.disabled === true && before.disabledAt === null) {
    return { did: `disabled ${who}`, lines: leftWords(left) };
  }
  if (change.disabled === false && before.disabledAt !== null) {
    return { did: `enabled ${who} again`, lines: [`Role: ${change.role ?? before.role}.`] };
  }
  if (change.role !== undefined && change.role !== before.role) {
    const lines = change.role === 'owner' ? ['An owner may do everything, at every customer.'] : [];
    return { did: `made ${who} ${change.role} instead of ${before.role}`, lines };
  }
  return null;
}
