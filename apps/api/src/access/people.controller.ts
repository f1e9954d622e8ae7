import { Controller } from '@nestjs/common';
import { editPerson, newPerson, type Person, person } from '@firewatch/shared/wire/access';
import { page } from '@firewatch/shared/wire/primitives';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { knownCustomers } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import {
  activeOwners,
  findPerson,
  insertPerson,
  listPeople,
  setCustomers,
  updatePerson,
} from '../store/people.repo.js';
import { endSessionsOf } from '../store/sessions.repo.js';
import { Passwords } from './passwords.js';

const list = route({
  method: 'GET',
  path: 'users',
  access: 'owner',
  summary: 'Everybody who may sign in',
  answer: page(person),
});
const create = route({
  method: 'POST',
  path: 'users',
  access: 'owner',
  summary: 'Add a person',
  body: newPerson,
  answer: person,
  status: 201,
  idempotent: true,
});
const read = route({
  method: 'GET',
  path: 'users/:id',
  access: 'owner',
  summary: 'One person',
  answer: person,
});
const edit = route({
  method: 'PATCH',
  path: 'users/:id',
  access: 'owner',
  summary: 'Change name, role, customers, or disable; ends their sessions when rights change',
  body: editPerson,
  answer: person,
});

@Controller()
export class PeopleController {
  constructor(
    private readonly writer: Writer,
    private readonly passwords: Passwords,
  ) {}

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: Person[]; nextCursor: null }> {
    return { items: await this.writer.read(call, listPeople), nextCursor: null };
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<Person> {
    return this.writer.read(call, (tx) => found(tx, call.params.id));
  }

  @Route(create)
  async create(@Call() call: CallOf<typeof create>): Promise<Person> {
    const { password, ...input } = call.body;
    const passwordHash = await this.passwords.hash(password);
    return this.writer.write(call, async (tx) => {
      await checkCustomers(tx, input.customerIds);
      const id = await insertPerson(tx, { ...input, passwordHash });
      if (id === null) throw wrongField('email', 'somebody with this address exists already');
      await audit(
        tx,
        call.caller,
        line('person.created', id, { role: input.role, customers: input.customerIds }),
      );
      await tellPeople(tx);
      return found(tx, id);
    });
  }

  @Route(edit)
  edit(@Call() call: CallOf<typeof edit>): Promise<Person> {
    const { id } = call.params;
    const { customerIds, ...change } = call.body;
    return this.writer.write(call, async (tx) => {
      const before = await found(tx, id);
      await checkCustomers(tx, customerIds ?? []);
      if (change.disabled === true || (change.role !== undefined && change.role !== 'owner')) {
        await keepAnOwner(tx, id);
      }
      await updatePerson(tx, id, change);
      if (customerIds) await setCustomers(tx, id, customerIds);
      // Rights are read at every request; open sockets hold rooms, so the sessions end.
      const isNarrower =
        change.role !== undefined || change.allCustomers !== undefined || customerIds !== undefined;
      if (change.disabled === true || isNarrower) await endSessionsOf(tx, id);
      await audit(tx, call.caller, line('person.changed', id, { ...call.body, before: before.role }));
      await tellPeople(tx);
      return found(tx, id);
    });
  }
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

async function found(tx: Tx, id: string): Promise<Person> {
  const one = await findPerson(tx, id);
  if (!one) throw notFound('person');
  return one;
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
