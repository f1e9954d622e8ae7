import { Controller } from '@nestjs/common';
import {
  acceptIdentity,
  acceptIdentityAnswer,
  baselineRequest,
  deviceDetail,
  type DeviceDetail,
  readNowAnswer,
} from '@firewatch/shared/wire/devices';
import { deviceHistory, type DeviceHistory, historyQuery } from '@firewatch/shared/wire/device-history';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { conflict, notFound } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { deviceHistory as loadHistory } from '../store/devices-history.repo.js';
import { findDevice } from '../store/devices.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { makeDue } from '../store/poll-slots.repo.js';
import { DeviceDesk } from './device.desk.js';
import { DeviceView } from './device.view.js';
import { heldWhy } from './read-held.js';

const readNow = route({
  method: 'POST',
  path: 'devices/:id/read',
  access: 'operator',
  summary: 'Read it now, in full; joins a read in flight',
  answer: readNowAnswer,
  status: 202,
  perMinute: 300,
});
const history = route({
  method: 'GET',
  path: 'devices/:id/history',
  access: 'signed-in',
  summary: 'Licence, enabled and protecting over time',
  query: historyQuery,
  answer: deviceHistory,
});
const accept = route({
  method: 'POST',
  path: 'devices/accept-identity',
  access: 'engineer',
  summary: 'Approve the certificates met, one or many, with a reason',
  body: acceptIdentity,
  answer: acceptIdentityAnswer,
  idempotent: true,
});
const baseline = route({
  method: 'PUT',
  path: 'devices/:id/baseline',
  access: 'engineer',
  summary: 'Confirm what the device should run',
  body: baselineRequest,
  answer: deviceDetail,
});

@Controller()
export class DeviceActionsController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: DeviceDesk,
    private readonly view: DeviceView,
    private readonly clock: Clock,
  ) {}

  @Route(readNow)
  async readNow(@Call() call: CallOf<typeof readNow>): Promise<z.infer<typeof readNowAnswer>> {
    const { id } = call.params;
    return this.writer.write(call, async (tx) => {
      const device = await findDevice(tx, id);
      if (!device) throw notFound('device');
      const held = heldWhy(device.core?.contact.state);
      if (held !== null) throw conflict(held);
      await audit(tx, call.caller, {
        action: 'device.read-asked',
        subjectKind: 'device',
        subjectId: id,
        customerId: device.customer_id,
      });
      await makeDue(tx, [id], { why: 'asked', scope: 'full' });
      return { requestedAt: new Date(device.now).toISOString() };
    });
  }

  @Route(history)
  history(@Call() call: CallOf<typeof history>): Promise<DeviceHistory> {
    const to = this.clock.now();
    return this.writer.read(call, async (tx) => {
      if (!(await findDevice(tx, call.params.id))) throw notFound('device');
      return loadHistory(tx, call.params.id, { from: to - call.query.hours * 3_600_000, to });
    });
  }

  @Route(accept)
  accept(@Call() call: CallOf<typeof accept>): Promise<z.infer<typeof acceptIdentityAnswer>> {
    return this.writer.write(call, async (tx) => {
      const accepted: string[] = [];
      const refused: { deviceId: string; why: string }[] = [];
      // In id order: two people approving overlapping lists must not wait for each other.
      for (const deviceId of [...new Set(call.body.deviceIds)].sort()) {
        const why = await this.desk.accept(tx, call.caller, deviceId, call.body);
        if (why === null) accepted.push(deviceId);
        else refused.push({ deviceId, why });
      }
      return { accepted, refused };
    });
  }

  @Route(baseline)
  baseline(@Call() call: CallOf<typeof baseline>): Promise<DeviceDetail> {
    return this.writer.write(call, async (tx) => {
      await this.desk.confirmBaseline(tx, call.caller, call.params.id, call.body);
      return this.view.detail(tx, call.params.id);
    });
  }
}
