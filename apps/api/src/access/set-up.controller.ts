import { Controller, Inject } from '@nestjs/common';
import { setUp, setUpState } from '@firewatch/shared/wire/access';
import type { z } from 'zod';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { setSessionCookie } from '../platform/http/request-cookie.js';
import { Route, route } from '../platform/http/request-route.js';
import { SESSION_MS } from '../store/sessions.repo.js';
import { FirstOwner } from './first-owner.js';
import { originOf } from './session-origin.js';

const state = route({
  method: 'GET',
  path: 'setup',
  access: 'public',
  summary: 'Is the first owner still to be set up?',
  answer: setUpState,
});
const create = route({
  method: 'POST',
  path: 'setup',
  access: 'public',
  summary: 'Create the first owner with the one-time link; signs in',
  body: setUp,
  perMinute: 600,
});

@Controller()
export class SetUpController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly service: FirstOwner,
  ) {}

  @Route(state)
  async state(): Promise<z.infer<typeof setUpState>> {
    return { needed: await this.service.isNeeded() };
  }

  @Route(create)
  async create(@Call() call: CallOf<typeof create>): Promise<void> {
    const { token, ...owner } = call.body;
    const session = await this.service.setUp(token, owner, originOf(call.request));
    setSessionCookie(call.response, this.config.http, session, SESSION_MS);
  }
}
