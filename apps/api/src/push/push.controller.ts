import { Controller, Inject } from '@nestjs/common';
import { page } from '@firewatch/shared/wire/primitives';
import {
  devicePush,
  type DevicePush,
  ignoreUnknownRequest,
  unknownQuery,
  type UnknownSender,
  unknownSender,
} from '@firewatch/shared/wire/push';
import { notFound } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { appendEvents } from '../store/events.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { seenTargets } from '../store/maintenance.repo.js';
import { ignoreUnknown, lastPushed, listUnknown, type UnknownRow } from '../store/push.repo.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';

const list = route({
  method: 'GET',
  path: 'push/unknown',
  access: 'everything',
  summary: 'Serial numbers that send log lines and that no firewall here has',
  query: unknownQuery,
  answer: page(unknownSender),
});
const ignore = route({
  method: 'PATCH',
  path: 'push/unknown/:id',
  access: 'engineer',
  summary: 'Leave an unknown serial number out of the list, or put it back',
  body: ignoreUnknownRequest,
});
const ofDevice = route({
  method: 'GET',
  path: 'devices/:id/push',
  access: 'signed-in',
  summary: 'The last event this firewall sent by itself',
  answer: devicePush,
});

const iso = (at: number): string => new Date(at).toISOString();

@Controller()
export class PushController {
  private readonly names: ReadonlyMap<string, string>;

  constructor(
    private readonly writer: Writer,
    @Inject(VENDOR_ADAPTERS) adapters: readonly VendorAdapter[],
  ) {
    this.names = new Map(adapters.map((adapter) => [adapter.id, adapter.name]));
  }

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: UnknownSender[]; nextCursor: null }> {
    const isIgnored = call.query.ignored === 'yes';
    const rows = await this.writer.read(call, (tx) => listUnknown(tx, isIgnored));
    return { items: rows.map((row) => this.view(row)), nextCursor: null };
  }

  @Route(ignore)
  async ignore(@Call() call: CallOf<typeof ignore>): Promise<void> {
    const { caller, params, body } = call;
    await this.writer.write(call, async (tx) => {
      const serial = await ignoreUnknown(tx, params.id, body.ignored ? caller : null);
      if (serial === null) throw notFound('unknown serial number');
      const action = body.ignored ? 'push.serial-ignored' : 'push.serial-heeded';
      await audit(tx, caller, {
        action,
        subjectKind: 'push',
        subjectId: params.id,
        customerId: null,
        detail: { serial },
      });
      await appendEvents(tx, [{ type: 'push.changed', customerId: null, payload: {} }]);
    });
  }

  @Route(ofDevice)
  ofDevice(@Call() call: CallOf<typeof ofDevice>): Promise<DevicePush> {
    return this.writer.read(call, async (tx) => {
      if ((await seenTargets(tx, 'device', [call.params.id])) === 0) throw notFound('firewall');
      const last = await lastPushed(tx, call.params.id);
      return { last: last && { ...last, at: iso(last.at) } };
    });
  }

  private view(row: UnknownRow): UnknownSender {
    const { ignoredAt, ignoredBy, firstSeenAt, lastSeenAt, ...rest } = row;
    return {
      ...rest,
      vendorName: this.names.get(row.vendor) ?? row.vendor,
      firstSeenAt: iso(firstSeenAt),
      lastSeenAt: iso(lastSeenAt),
      ignored: ignoredAt === null ? null : { at: iso(ignoredAt), by: ignoredBy ?? 'somebody' },
    };
  }
}
