import { Controller, Inject } from '@nestjs/common';
import { type Me, me } from '@firewatch/shared/wire/access';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { namesOf } from '../store/customers.repo.js';
import { Writer } from '../store/idempotency.writer.js';

const readMe = route({
  method: 'GET',
  path: 'me',
  access: 'signed-in',
  wall: true,
  beforeFactor: true,
  summary: 'Who is signed in, and which customers they look after',
  answer: me,
});

@Controller()
export class MeController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  @Route(readMe)
  async read(@Call() call: CallOf<typeof readMe>): Promise<Me> {
    const { caller } = call;
    return {
      id: caller.personId,
      email: caller.email,
      name: caller.name,
      role: caller.role,
      allCustomers: caller.scope === 'all',
      customers: await this.writer.read(call, namesOf),
      mustEnrol: caller.mustEnrol === true,
      demo: this.config.demo,
      serverNow: new Date(this.clock.now()).toISOString(),
    };
  }
}
