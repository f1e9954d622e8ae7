import { Controller } from '@nestjs/common';
import { type DoNotTouch, doNotTouch, newDoNotTouch } from '@firewatch/shared/wire/resync';
import { z } from 'zod';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { FlagDesk } from './flag.desk.js';

const list = route({
  method: 'GET',
  path: 'do-not-touch',
  access: 'signed-in',
  summary: 'What nobody may resynchronise now, with who says so and until when',
  answer: z.object({ items: z.array(doNotTouch) }),
});
const create = route({
  method: 'POST',
  path: 'do-not-touch',
  access: 'engineer',
  summary: 'Keep a firewall, a model, a firmware or a vendor from being touched until then',
  body: newDoNotTouch,
  answer: doNotTouch,
  status: 201,
  idempotent: true,
});
const end = route({
  method: 'DELETE',
  path: 'do-not-touch/:id',
  access: 'engineer',
  summary: 'End a flag before its time; the owners are told',
});

@Controller()
export class DoNotTouchController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: FlagDesk,
  ) {}

  @Route(list)
  list(@Call() call: CallOf<typeof list>): Promise<{ items: DoNotTouch[] }> {
    return this.writer.read(call, async (tx) => ({ items: await this.desk.list(tx, call.caller) }));
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<DoNotTouch> {
    return this.writer.write(call, (tx) => this.desk.create(tx, call.caller, call.body));
  }

  @Route(end)
  async end(@Call() call: CallOf<typeof end>): Promise<void> {
    await this.writer.write(call, (tx) => this.desk.end(tx, call.caller, call.params.id));
  }
}
