import { Controller } from '@nestjs/common';
import {
  type ApproveAnswer,
  approveAnswer,
  approveWaiting,
  changedCount,
  dismissWaiting,
  lookAgain,
  waitingDevice,
  type WaitingDevice,
} from '@firewatch/shared/wire/estate';
import { page } from '@firewatch/shared/wire/primitives';
import type { z } from 'zod';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { listWaiting, lookAgainAt } from '../store/waiting.repo.js';
import { WaitingDesk } from './waiting.desk.js';

const list = route({
  method: 'GET',
  path: 'waiting-devices',
  access: 'engineer',
  summary: 'Firewalls whose certificate nobody has approved yet, with what was seen',
  answer: page(waitingDevice),
});
const approve = route({
  method: 'POST',
  path: 'waiting-devices/approve',
  access: 'engineer',
  summary: 'Approve the certificates shown, one or many, with one reason; each is read at once',
  body: approveWaiting,
  answer: approveAnswer,
  idempotent: true,
});
const look = route({
  method: 'POST',
  path: 'waiting-devices/look',
  access: 'engineer',
  summary: 'Look at their certificates again',
  body: lookAgain,
  answer: changedCount,
  status: 202,
});
const dismiss = route({
  method: 'POST',
  path: 'waiting-devices/dismiss',
  access: 'engineer',
  summary: 'Take them off the list; a credential that was only for them is destroyed',
  body: dismissWaiting,
  answer: changedCount,
  idempotent: true,
});

@Controller()
export class WaitingController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: WaitingDesk,
  ) {}

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: WaitingDevice[]; nextCursor: null }> {
    return { items: await this.writer.read(call, listWaiting), nextCursor: null };
  }

  @Route(approve)
  approve(@Call() call: CallOf<typeof approve>): Promise<ApproveAnswer> {
    return this.writer.write(call, (tx) => this.desk.approve(tx, call.caller, call.body));
  }

  @Route(look)
  async look(@Call() call: CallOf<typeof look>): Promise<z.infer<typeof changedCount>> {
    return { changed: await this.writer.write(call, (tx) => lookAgainAt(tx, call.body.ids)) };
  }

  @Route(dismiss)
  async dismiss(@Call() call: CallOf<typeof dismiss>): Promise<z.infer<typeof changedCount>> {
    const { ids, reason } = call.body;
    return {
      changed: await this.writer.write(call, (tx) => this.desk.dismiss(tx, call.caller, ids, reason)),
    };
  }
}
