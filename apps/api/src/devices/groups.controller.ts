import { Controller } from '@nestjs/common';
import { editGroup, group, type Group, newGroup } from '@firewatch/shared/wire/estate';
import { page } from '@firewatch/shared/wire/primitives';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf, type PersonCall } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { customerExists } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import {
  deleteGroup,
  devicesOfGroup,
  findGroup,
  insertGroup,
  listGroups,
  updateGroup,
} from '../store/groups.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { tellOwners } from '../store/owner-notice.js';
import { makeDue } from '../store/poll-slots.repo.js';

const list = route({
  method: 'GET',
  path: 'groups',
  access: 'signed-in',
  summary: 'Groups of firewalls, of a customer or of the MSP',
  answer: page(group),
});
const create = route({
  method: 'POST',
  path: 'groups',
  access: 'engineer',
  summary: 'Add a group of one customer, or of any customer where customerId is null',
  body: newGroup,
  answer: group,
  status: 201,
  idempotent: true,
});
const edit = route({
  method: 'PATCH',
  path: 'groups/:id',
  access: 'engineer',
  summary: 'Rename a group, or change what its firewalls should run',
  body: editGroup,
  answer: group,
});
const remove = route({
  method: 'DELETE',
  path: 'groups/:id',
  access: 'engineer',
  summary: 'Remove a group; its firewalls stay, in no group',
});

const TAKEN = 'a group of this name exists already';

@Controller()
export class GroupsController {
  constructor(private readonly writer: Writer) {}

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: Group[]; nextCursor: null }> {
    return { items: await this.writer.read(call, listGroups), nextCursor: null };
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<Group> {
    const { name, customerId } = call.body;
    return this.writer.write(call, async (tx) => {
      if (customerId === null && call.caller.scope !== 'all')
        throw wrongField(
          'customerId',
          'is needed; a group of every customer is for people who see all of them',
        );
      if (customerId !== null && !(await customerExists(tx, customerId)))
        throw wrongField('customerId', 'there is no such customer');
      const id = await insertGroup(tx, { name, customerId });
      if (id === null) throw wrongField('name', TAKEN);
      const made = await found(tx, id);
      await note(tx, call, made, { action: 'group.created', detail: { name } });
      return made;
    });
  }

  @Route(edit)
  edit(@Call() call: CallOf<typeof edit>): Promise<Group> {
    const { reason, ...change } = call.body;
    return this.writer.write(call, async (tx) => {
      const before = await found(tx, call.params.id);
      if (!(await updateGroup(tx, before.id, change))) throw wrongField('name', TAKEN);
      if (change.baseline) {
        await makeDue(tx, await devicesOfGroup(tx, before.id), { why: 'asked', scope: 'full' });
        await tellBaseline(tx, call, before, change.baseline);
      }
      const detail = { ...change, reason, before: { name: before.name, baseline: before.baseline } };
      await note(tx, call, before, { action: 'group.changed', detail });
      return found(tx, before.id);
    });
  }

  @Route(remove)
  async remove(@Call() call: CallOf<typeof remove>): Promise<void> {
    await this.writer.write(call, async (tx) => {
      const gone = await found(tx, call.params.id);
      await deleteGroup(tx, gone.id);
      const { name, baseline, deviceCount } = gone;
      await note(tx, call, gone, { action: 'group.removed', detail: { name, baseline, deviceCount } });
    });
  }
}

async function found(tx: Tx, id: string): Promise<Group> {
  const row = await findGroup(tx, id);
  if (!row) throw notFound('group');
  return row;
}

/** A service that need not run any more raises no alarm: the owners hear of it. */
async function tellBaseline(tx: Tx, call: PersonCall, group: Group, after: Group['baseline']): Promise<void> {
  const quiet = Object.entries(after).filter(
    ([service, expected]) => expected !== 'on' && Reflect.get(group.baseline, service) !== expected,
  );
  if (quiet.length === 0) return;
  await tellOwners(tx, call.caller, {
    did: `changed what the firewalls of the group ${group.name} should run`,
    lines: [
      `${quiet.map(([service, expected]) => `${service}: ${expected}`).join(', ')}, for ${group.deviceCount} firewalls without a baseline of their own.`,
    ],
    path: '/groups',
  });
}

async function note(
  tx: Tx,
  call: PersonCall,
  { id, customerId }: Group,
  line: { readonly action: string; readonly detail: object },
): Promise<void> {
  await audit(tx, call.caller, { ...line, subjectKind: 'group', subjectId: id, customerId });
  await appendEvents(tx, [{ type: 'group.changed', customerId, payload: { action: line.action } }]);
}
