import { Controller } from '@nestjs/common';
import {
  deviceMaintenance,
  type DeviceMaintenance,
  editMaintenance,
  endMaintenance,
  maintenancePlan,
  type MaintenancePreview,
  maintenancePreview,
  maintenanceQuery,
  type MaintenanceWindow,
  maintenanceWindow,
  newMaintenance,
  type SilentDevices,
  silentDevices,
  type WouldHavePaged,
  wouldHavePaged,
} from '@firewatch/shared/wire/maintenance';
import { page } from '@firewatch/shared/wire/primitives';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type Caller, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { listWindows, seenTargets, silentNow } from '../store/maintenance.repo.js';
import { foundWindow, MaintenanceDesk } from './maintenance.desk.js';
import { deviceMaintenanceOf, windowView, wouldHavePagedOf } from './maintenance.view.js';

const list = route({
  method: 'GET',
  path: 'maintenance',
  access: 'signed-in',
  summary: 'Maintenance windows: running, coming, then the past',
  query: maintenanceQuery,
  answer: page(maintenanceWindow),
});
const silent = route({
  method: 'GET',
  path: 'maintenance/devices',
  access: 'signed-in',
  summary: 'Firewalls whose alarms are silent now, and until when',
  answer: silentDevices,
});
const preview = route({
  method: 'POST',
  path: 'maintenance/preview',
  access: 'operator',
  summary: 'What a window would silence, in words; nothing is stored',
  body: maintenancePlan,
  answer: maintenancePreview,
});
const create = route({
  method: 'POST',
  path: 'maintenance',
  access: 'operator',
  summary: 'Make a maintenance window; the owners are told',
  body: newMaintenance,
  answer: maintenanceWindow,
  status: 201,
  idempotent: true,
});
const read = route({
  method: 'GET',
  path: 'maintenance/:id',
  access: 'signed-in',
  summary: 'One maintenance window',
  answer: maintenanceWindow,
});
const move = route({
  method: 'PATCH',
  path: 'maintenance/:id',
  access: 'operator',
  summary: 'Give a single window another end; the owners are told when it is later',
  body: editMaintenance,
  answer: maintenanceWindow,
});
const end = route({
  method: 'POST',
  path: 'maintenance/:id/end',
  access: 'operator',
  summary: 'End a running window now, or take a coming one back; what is still bad is told at once',
  body: endMaintenance,
  answer: maintenanceWindow,
  idempotent: true,
});
const withheld = route({
  method: 'GET',
  path: 'maintenance/:id/would-have-paged',
  access: 'signed-in',
  summary: 'Notices that the window withheld: which, when, to whom, and what became of it',
  answer: wouldHavePaged,
});
const ofDevice = route({
  method: 'GET',
  path: 'devices/:id/maintenance',
  access: 'signed-in',
  summary: 'Silence of one firewall: now, next, and the last 30 days',
  answer: deviceMaintenance,
});

const mayPlan = (caller: Caller): boolean => caller.role !== 'viewer';

@Controller()
export class MaintenanceController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: MaintenanceDesk,
  ) {}

  @Route(silent)
  silent(@Call() call: CallOf<typeof silent>): Promise<SilentDevices> {
    return this.writer.read(call, async (tx) => {
      const rows = await silentNow(tx);
      return { items: rows.map((row) => ({ ...row, until: new Date(row.until).toISOString() })) };
    });
  }

  @Route(list)
  async list(
    @Call() call: CallOf<typeof list>,
  ): Promise<{ items: MaintenanceWindow[]; nextCursor: string | null }> {
    const { cursor = '0', limit, state } = call.query;
    if (!/^\d{1,9}$/.test(cursor)) {
      throw wrongField('cursor', 'is not one of ours; take it from nextCursor of the page before');
    }
    const offset = Number(cursor);
    const found = await this.writer.read(call, (tx) => listWindows(tx, { state, offset, limit }));
    const items = found.slice(0, limit).map((window) => windowView(window, mayPlan(call.caller)));
    return { items, nextCursor: found.length > limit ? String(offset + limit) : null };
  }

  @Route(preview)
  preview(@Call() call: CallOf<typeof preview>): Promise<MaintenancePreview> {
    return this.writer.read(call, (tx) => this.desk.preview(tx, call.caller, call.body));
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<MaintenanceWindow> {
    return this.writer.write(call, (tx) => this.desk.create(tx, call.caller, call.body));
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<MaintenanceWindow> {
    return this.writer.read(call, async (tx) =>
      windowView(await foundWindow(tx, call.params.id), mayPlan(call.caller)),
    );
  }

  @Route(move)
  move(@Call() call: CallOf<typeof move>): Promise<MaintenanceWindow> {
    return this.writer.write(call, (tx) => this.desk.move(tx, call.caller, call.params.id, call.body));
  }

  @Route(end)
  end(@Call() call: CallOf<typeof end>): Promise<MaintenanceWindow> {
    return this.writer.write(call, (tx) => this.desk.end(tx, call.caller, call.params.id, call.body));
  }

  @Route(withheld)
  withheld(@Call() call: CallOf<typeof withheld>): Promise<WouldHavePaged> {
    return this.writer.read(call, async (tx) => {
      const { id } = await foundWindow(tx, call.params.id);
      return wouldHavePagedOf(tx, id);
    });
  }

  @Route(ofDevice)
  ofDevice(@Call() call: CallOf<typeof ofDevice>): Promise<DeviceMaintenance> {
    return this.writer.read(call, async (tx) => {
      if ((await seenTargets(tx, 'device', [call.params.id])) === 0) throw notFound('firewall');
      return deviceMaintenanceOf(tx, call.params.id);
    });
  }
}
