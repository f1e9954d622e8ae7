import { Controller } from '@nestjs/common';
import {
  addedPerson,
  duties,
  type Duties,
  editedPerson,
  editPerson,
  invitation,
  type Invitation,
  newPerson,
  type Person,
  person,
} from '@firewatch/shared/wire/access';
import { page } from '@firewatch/shared/wire/primitives';
import type { z } from 'zod';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { dutiesOf } from '../store/people-duties.repo.js';
import { listPeople } from '../store/people.repo.js';
import { checkChosen } from './chosen-password.js';
import { Passwords } from './passwords.js';
import { foundPerson, PeopleDesk } from './people.desk.js';

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
  summary: 'Add a person: with a password, or invited by a one-time link',
  // Not idempotent: a stored answer would keep the link in clear. A second one is refused by the address.
  onlySession: true,
  body: newPerson,
  answer: addedPerson,
  status: 201,
});
const read = route({
  method: 'GET',
  path: 'users/:id',
  access: 'owner',
  summary: 'One person',
  answer: person,
});
const hangs = route({
  method: 'GET',
  path: 'users/:id/duties',
  access: 'owner',
  summary: 'What hangs on this person alone: look before disabling them',
  answer: duties,
});
const edit = route({
  method: 'PATCH',
  path: 'users/:id',
  access: 'owner',
  summary: 'Change name, role, customers, or disable; less rights end sessions, tokens and sockets at once',
  onlySession: true,
  body: editPerson,
  answer: editedPerson,
});
const invite = route({
  method: 'POST',
  path: 'users/:id/invitation',
  access: 'owner',
  summary:
    'A new one-time link to choose a password with, by mail to the person where there is a mail channel',
  onlySession: true,
  answer: invitation,
});
const dropFactor = route({
  method: 'DELETE',
  path: 'users/:id/second-factor',
  access: 'owner',
  summary: 'Take away the second factor of somebody who lost the phone',
  onlySession: true,
});

@Controller()
export class PeopleController {
  constructor(
    private readonly writer: Writer,
    private readonly passwords: Passwords,
    private readonly desk: PeopleDesk,
  ) {}

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: Person[]; nextCursor: null }> {
    return { items: await this.writer.read(call, listPeople), nextCursor: null };
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<Person> {
    return this.writer.read(call, (tx) => foundPerson(tx, call.params.id));
  }

  @Route(hangs)
  hangs(@Call() call: CallOf<typeof hangs>): Promise<Duties> {
    return this.writer.read(call, async (tx) => dutiesOf(tx, await foundPerson(tx, call.params.id)));
  }

  @Route(create)
  async create(@Call() call: CallOf<typeof create>): Promise<z.output<typeof addedPerson>> {
    const { password, ...input } = call.body;
    if (password !== undefined) checkChosen(password, input);
    const passwordHash = password === undefined ? null : await this.passwords.hash(password);
    return this.writer.write(call, async (tx) => {
      const added = await this.desk.add(tx, call.caller, { ...input, passwordHash });
      return { ...added.person, invitation: added.invitation };
    });
  }

  @Route(invite)
  invite(@Call() call: CallOf<typeof invite>): Promise<Invitation> {
    return this.writer.write(call, async (tx) =>
      this.desk.invite(tx, call.caller, await foundPerson(tx, call.params.id)),
    );
  }

  @Route(edit)
  edit(@Call() call: CallOf<typeof edit>): Promise<z.output<typeof editedPerson>> {
    return this.writer.write(call, async (tx) => {
      const edited = await this.desk.edit(tx, call.caller, call.params.id, call.body);
      return { ...edited.person, ended: edited.ended, left: edited.left };
    });
  }

  @Route(dropFactor)
  async dropFactor(@Call() call: CallOf<typeof dropFactor>): Promise<void> {
    await this.writer.write(call, (tx) => this.desk.dropFactor(tx, call.caller, call.params.id));
  }
}
