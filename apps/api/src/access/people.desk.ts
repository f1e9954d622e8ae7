import { Inject, Injectable } from '@nestjs/common';
import { rolesWithin } from '@firewatch/shared/domain/roles';
import type { Duties, editPerson, Invitation, newPerson, Person } from '@firewatch/shared/wire/access';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { fragmentOf, PASSWORD_PAGE, sendPasswordLink } from '../store/account-mail.js';
import { audit } from '../store/audit.repo.js';
import { knownCustomers } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { dutiesOf } from '../store/people-duties.repo.js';
import { activeOwners, findPerson, insertPerson, setCustomers, updatePerson } from '../store/people.repo.js';
import { removeFactor } from '../store/second-factor.repo.js';
import { endSessionsOf } from '../store/sessions.repo.js';
import { revokeTokensBeyond } from '../store/tokens.repo.js';
import { Vault } from '../store/vault.js';
import { isNarrower, newsOf } from './person-change.js';

type NewPerson = Omit<z.output<typeof newPerson>, 'password'> & { readonly passwordHash: string | null };
type Edit = z.output<typeof editPerson>;

export interface Edited {
  readonly person: Person;
  readonly ended: { readonly sessions: number; readonly tokens: number };
  readonly left: Duties;
}

const NOTHING_LEFT: Duties = { channels: [], acknowledged: [], tokens: [], maintenance: [] };

export async function foundPerson(tx: Tx, id: string): Promise<Person> {
  const one = await findPerson(tx, id);
  if (!one) throw notFound('person');
  return one;
}

/** What owners do about people: each change with its line in the audit, and news for the other owners where rights grow or alarms may go unheard. */
@Injectable()
export class PeopleDesk {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async add(
    tx: Tx,
    caller: Caller,
    input: NewPerson,
  ): Promise<{ readonly person: Person; readonly invitation: Invitation | null }> {
    const { email, name, role, allCustomers, customerIds } = input;
    await checkCustomers(tx, customerIds);
    const id = await insertPerson(tx, input);
    if (id === null) throw wrongField('email', 'somebody with this address exists already');
    const detail = { email, role, allCustomers, customers: customerIds };
    await audit(tx, caller, line('person.created', id, detail));
    if (role === 'owner') {
      await tellOwners(tx, caller, {
        did: `added ${name} (${email}) as an owner`,
        lines: ['An owner may do everything, at every customer.'],
        path: '/administration/people',
      });
    }
    const invitation =
      input.passwordHash === null ? await this.invite(tx, caller, await foundPerson(tx, id)) : null;
    await tellPeople(tx);
    return { person: await foundPerson(tx, id), invitation };
  }

  /** A new link to choose a password with; the one before stops working. */
  async invite(tx: Tx, caller: Caller, person: Person): Promise<Invitation> {
    if (person.disabledAt !== null) throw conflict('This person is disabled; enable them first.');
    const { token, isSent } = await sendPasswordLink(tx, this.vault, {
      personId: person.id,
      email: person.email,
      kind: 'invitation',
      by: caller.name,
      now: this.clock.now(),
    });
    await audit(tx, caller, line('person.invited', person.id, { email: person.email, byMail: isSent }));
    if (isSent) return { sentTo: person.email, link: null };
    return { sentTo: null, link: `${this.config.http.publicUrl}${PASSWORD_PAGE}#${fragmentOf(token)}` };
  }

  async edit(tx: Tx, caller: Caller, id: string, input: Edit): Promise<Edited> {
    const before = await foundPerson(tx, id);
    const { customerIds, ...change } = input;
    await checkCustomers(tx, customerIds ?? []);
    if (change.disabled === true || (change.role !== undefined && change.role !== 'owner')) {
      await keepAnOwner(tx, id);
    }
    const isLeaving = change.disabled === true && before.disabledAt === null;
    const left = isLeaving ? await dutiesOf(tx, before) : NOTHING_LEFT;
    const news = newsOf(before, input, left);
    if (news) await tellOwners(tx, caller, { ...news, path: '/administration/people' });
    await updatePerson(tx, id, change);
    if (customerIds) await setCustomers(tx, id, customerIds);
    const person = await foundPerson(tx, id);
    const ended = await cutOff(tx, caller, before, person);
    const was = { role: before.role, allCustomers: before.allCustomers, customers: before.customerIds };
    await audit(tx, caller, line('person.changed', id, { ...input, was, ended }));
    await tellPeople(tx);
    return { person, ended, left };
  }

  /** For somebody who lost phone and recovery codes; they sign in with the password alone until they set it up anew. */
  async dropFactor(tx: Tx, caller: Caller, id: string): Promise<void> {
    const person = await foundPerson(tx, id);
    if (!(await removeFactor(tx, id))) return;
    await endSessionsOf(tx, id);
    await tellOwners(tx, caller, {
      did: `took away the second factor of ${person.name}`,
      lines: ['Until it is set up anew, the password alone lets that person in.'],
      path: '/administration/people',
    });
    await audit(tx, caller, line('person.factor-removed', id, {}));
    await tellPeople(tx);
  }
}

/** Rights are read at every request; open sockets hold rooms and pages hold data, so what rested on the old rights ends. */
async function cutOff(tx: Tx, caller: Caller, before: Person, after: Person): Promise<Edited['ended']> {
  const isDisabled = after.disabledAt !== null;
  const isLess = isDisabled || isNarrower(before, after);
  const isOther = isLess || before.role !== after.role || isNarrower(after, before);
  const sessions = isOther ? await endSessionsOf(tx, after.id) : 0;
  const tokens = isLess
    ? await revokeTokensBeyond(tx, caller.personId, {
        id: after.id,
        roles: isDisabled ? [] : rolesWithin(after.role),
        customers: after.role === 'owner' || after.allCustomers ? 'all' : after.customerIds,
      })
    : 0;
  return { sessions, tokens };
}

const line = (action: string, id: string, detail: object) => ({
  action,
  subjectKind: 'person',
  subjectId: id,
  customerId: null,
  detail,
});

async function tellPeople(tx: Tx): Promise<void> {
  await tx.query("select pg_notify('fw_people', '')");
  await appendEvents(tx, [{ type: 'people.changed', customerId: null, payload: {} }]);
}

async function checkCustomers(tx: Tx, ids: readonly string[]): Promise<void> {
  const known = await knownCustomers(tx, ids);
  if (ids.some((id) => !known.has(id))) throw wrongField('customerIds', 'one of them is no customer');
}

async function keepAnOwner(tx: Tx, id: string): Promise<void> {
  const owners = await activeOwners(tx);
  if (owners.length === 1 && owners[0] === id) {
    throw conflict('This is the last owner; make somebody else an owner first.');
  }
}
