import { Controller } from '@nestjs/common';
import { intendedAnswer, intendedRequest } from '@firewatch/shared/wire/incidents';
import type { z } from 'zod';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { IntendedDesk } from './intended.desk.js';

const intend = route({
  method: 'POST',
  path: 'incidents/:id/intended',
  access: 'engineer',
  summary: 'Say that a service is deliberately off on devices of this incident, with a reason',
  body: intendedRequest,
  answer: intendedAnswer,
  status: 201,
  idempotent: true,
});
const undo = route({
  method: 'POST',
  path: 'intended/:id/undo',
  access: 'engineer',
  summary: 'Take such a word back: the former baseline holds again',
  answer: intendedAnswer,
});

@Controller()
export class IntendedController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: IntendedDesk,
  ) {}

  @Route(intend)
  intend(@Call() call: CallOf<typeof intend>): Promise<z.infer<typeof intendedAnswer>> {
    return this.writer.write(call, (tx) => this.desk.intend(tx, call.caller, call.params.id, call.body));
  }

  @Route(undo)
  undo(@Call() call: CallOf<typeof undo>): Promise<z.infer<typeof intendedAnswer>> {
    return this.writer.write(call, (tx) => this.desk.undo(tx, call.caller, call.params.id));
  }
}
