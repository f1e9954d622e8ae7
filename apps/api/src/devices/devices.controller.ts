import { Controller } from '@nestjs/common';
import { editDevice, newDevice } from '@firewatch/shared/wire/device-edit';
import {
  deviceDetail,
  type DeviceDetail,
  deviceList,
  type DeviceList,
  deviceQuery,
  removeDevice,
} from '@firewatch/shared/wire/devices';
import type { z } from 'zod';
import { Refusal } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { listRows } from '../store/devices-rows.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { ALL_ROOM, customerRoom, roomHeads } from '../store/live.repo.js';
import { DeviceDesk } from './device.desk.js';
import { DeviceView } from './device.view.js';
import { RemovalDesk } from './removal.desk.js';

const list = route({
  method: 'GET',
  path: 'devices',
  access: 'signed-in',
  wall: true,
  summary: 'Rows of the fleet table; doubles as the snapshot of the live rooms',
  query: deviceQuery,
  answer: deviceList,
});
const create = route({
  method: 'POST',
  path: 'devices',
  access: 'engineer',
  summary: 'Watch a firewall: approved certificate, credential, interval',
  body: newDevice,
  answer: deviceDetail,
  status: 201,
  idempotent: true,
});
const read = route({
  method: 'GET',
  path: 'devices/:id',
  access: 'signed-in',
  summary: 'One firewall with facts, identities and incidents',
  answer: deviceDetail,
});
const edit = route({
  method: 'PATCH',
  path: 'devices/:id',
  access: 'engineer',
  summary: 'Change address, access, interval, site, name or baseline',
  body: editDevice,
  answer: deviceDetail,
});
const remove = route({
  method: 'DELETE',
  path: 'devices/:id',
  access: 'engineer',
  summary:
    'Stop watching a firewall: its credential is destroyed, its history hidden for 30 days, then deleted',
  body: removeDevice,
});

@Controller()
export class DevicesController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: DeviceDesk,
    private readonly view: DeviceView,
    private readonly removal: RemovalDesk,
  ) {}

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<DeviceList> {
    const { cursor, limit, ...filter } = call.query;
    const { scope } = call.caller;
    const rooms = scope === 'all' ? [ALL_ROOM] : scope.map(customerRoom);
    return this.writer.read(call, async (tx) => {
      // Before the rows: a row may then be newer than its number, which a replay puts right.
      const live = await roomHeads(tx, rooms);
      const found = await listRows(tx, { ...filter, after: cursorId(cursor), limit });
      return {
        items: found.rows,
        nextCursor: found.next,
        total: found.total,
        asOf: new Date(found.now).toISOString(),
        live: live.map(({ room, streamId, seq }) => ({ room, streamId, seq })),
      };
    });
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<DeviceDetail> {
    return this.writer.write(call, async (tx) => {
      const id = await this.desk.create(tx, call.caller, call.body);
      return this.view.detail(tx, id);
    });
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<DeviceDetail> {
    return this.writer.read(call, (tx) => this.view.detail(tx, call.params.id));
  }

  @Route(edit)
  edit(@Call() call: CallOf<typeof edit>): Promise<DeviceDetail> {
    return this.writer.write(call, async (tx) => {
      await this.desk.edit(tx, call.caller, call.params.id, call.body);
      return this.view.detail(tx, call.params.id);
    });
  }

  @Route(remove)
  async remove(@Call() call: CallOf<typeof remove>): Promise<void> {
    const { reason }: z.infer<typeof removeDevice> = call.body;
    await this.writer.write(call, (tx) => this.removal.remove(tx, call.caller, [call.params.id], reason));
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function cursorId(cursor: string | undefined): string | undefined {
  if (cursor === undefined || UUID.test(cursor)) return cursor;
  throw new Refusal(422, 'cursor is not one of ours; take it from nextCursor of the page before.', [
    { field: 'cursor', message: 'is not one of ours' },
  ]);
}
