import { Controller } from '@nestjs/common';
import { editGroup, group, type Group, newGroup } from '@firewatch/shared/wire/estate';
import { page } from '@firewatch/shared/wire/primitives';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf, type PersonCall } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { customerExists } from '../store/customers.repo.js';
import {
  type BaselineRow,
  judgeAnew,
  lockGroupBaselines,
  setGroupBaseline,
} from '../store/baselines.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import {
  deleteGroup,
  findGroup,
  insertGroup,
  listGroups,
  lockGroup,
  renameGroup,
} from '../store/groups.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { tellQuieted } from './quieted.js';

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
      const before = await locked(tx, call.params.id);
      if (change.name !== undefined && !(await renameGroup(tx, before.id, change.name)))
        throw wrongField('name', TAKEN);
      if (change.baseline) {
        const members = await lockGroupBaselines(tx, before.id);
        await setGroupBaseline(tx, before.id, change.baseline, members);
        const did = `changed what the firewalls of the group ${before.name} should run`;
        await tellQuieted(tx, call.caller, members, { did, reason, path: '/groups' });
        await tellDevices(tx, call, members);
      }
      const detail = { ...change, reason, before: { name: before.name, baseline: before.baseline } };
      await note(tx, call, before, { action: 'group.changed', detail });
      return found(tx, before.id);
    });
  }

  @Route(remove)
  async remove(@Call() call: CallOf<typeof remove>): Promise<void> {
    await this.writer.write(call, async (tx) => {
      const gone = await locked(tx, call.params.id);
      const members = await lockGroupBaselines(tx, gone.id);
      await deleteGroup(tx, gone.id);
      await judgeAnew(
        tx,
        members.map((member) => member.id),
      );
      const did = `removed the group ${gone.name}`;
      await tellQuieted(tx, call.caller, members, { did, reason: undefined, path: '/groups' });
      await tellDevices(tx, call, members);
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

async function locked(tx: Tx, id: string): Promise<Group> {
  const row = await lockGroup(tx, id);
  if (!row) throw notFound('group');
  return row;
}

/** Pages that show one of them look again. */
const tellDevices = (tx: Tx, call: PersonCall, members: readonly BaselineRow[]): Promise<unknown> =>
  appendEvents(
    tx,
    members.map(({ id, customer_id: customerId }) => ({
      type: 'inventory.changed',
      customerId,
      deviceId: id,
      payload: { action: 'group.changed', by: call.caller.name },
    })),
  );

async function note(
  tx: Tx,
  call: PersonCall,
  { id, customerId }: Group,
  line: { readonly action: string; readonly detail: object },
): Promise<void> {
  await audit(tx, call.caller, { ...line, subjectKind: 'group', subjectId: id, customerId });
  await appendEvents(tx, [{ type: 'group.changed', customerId, payload: { action: line.action } }]);
}
