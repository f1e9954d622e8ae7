import { Controller } from '@nestjs/common';
import {
  type BulkAnswer,
  bulkAnswer,
  bulkChange,
  bulkRead,
  bulkRemove,
  changedCount,
} from '@firewatch/shared/wire/estate';
import type { z } from 'zod';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { BulkDesk } from './bulk.desk.js';
import { RemovalDesk } from './removal.desk.js';

const change = route({
  method: 'POST',
  path: 'devices/bulk',
  access: 'engineer',
  summary: 'Change tags, group, interval or resync credential of many firewalls',
  body: bulkChange,
  answer: bulkAnswer,
  idempotent: true,
});
const remove = route({
  method: 'POST',
  path: 'devices/bulk-remove',
  access: 'engineer',
  summary: 'Stop watching many firewalls; cannot be undone',
  body: bulkRemove,
  answer: changedCount,
  idempotent: true,
});
const read = route({
  method: 'POST',
  path: 'devices/bulk-read',
  access: 'operator',
  summary: 'Read many firewalls now, in full',
  body: bulkRead,
  answer: bulkAnswer,
  status: 202,
  perMinute: 30,
});

@Controller()
export class BulkController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: BulkDesk,
    private readonly removal: RemovalDesk,
  ) {}

  @Route(change)
  change(@Call() call: CallOf<typeof change>): Promise<BulkAnswer> {
    return this.writer.write(call, (tx) => this.desk.change(tx, call.caller, call.body));
  }

  @Route(remove)
  async remove(@Call() call: CallOf<typeof remove>): Promise<z.infer<typeof changedCount>> {
    const { deviceIds, reason } = call.body;
    const changed = await this.writer.write(call, (tx) =>
      this.removal.remove(tx, call.caller, deviceIds, reason),
    );
    return { changed };
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<BulkAnswer> {
    return this.writer.write(call, (tx) => this.desk.read(tx, call.caller, call.body.deviceIds));
  }
}
