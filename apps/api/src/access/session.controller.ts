import { Controller, Inject } from '@nestjs/common';
import { linkSignIn, signIn } from '@firewatch/shared/wire/access';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { sessionToken, setSessionCookie } from '../platform/http/request-cookie.js';
import { Route, route } from '../platform/http/request-route.js';
import { SESSION_MS } from '../store/sessions.repo.js';
import { originOf } from './session-origin.js';
import { SessionService } from './session.service.js';

const start = route({
  method: 'POST',
  path: 'session',
  access: 'public',
  summary: 'Sign in; the session comes as a cookie. With a second factor, 401 names the field `code` first',
  body: signIn,
  perMinute: 60,
});
const startByLink = route({
  method: 'POST',
  path: 'session/link',
  access: 'public',
  summary: 'Sign in with a one-time link',
  body: linkSignIn,
  perMinute: 60,
});
const end = route({ method: 'DELETE', path: 'session', access: 'public', summary: 'Sign out' });

type Incoming = Pick<CallOf<typeof end>, 'request' | 'response'>;

@Controller()
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sessions: SessionService,
  ) {}

  @Route(start)
  async start(@Call() call: CallOf<typeof start>): Promise<void> {
    this.give(call, await this.sessions.signIn(call.body, originOf(call.request), this.tokenOf(call)));
  }

  @Route(startByLink)
  async startByLink(@Call() call: CallOf<typeof startByLink>): Promise<void> {
    this.give(
      call,
      await this.sessions.signInByLink(call.body.token, originOf(call.request), this.tokenOf(call)),
    );
  }

  @Route(end)
  async end(@Call() call: CallOf<typeof end>): Promise<void> {
    const token = this.tokenOf(call);
    if (token !== null) await this.sessions.signOut(token);
    setSessionCookie(call.response, this.config.http, null);
  }

  private tokenOf(call: Incoming): string | null {
    return sessionToken(call.request.headers.cookie, this.config.http);
  }

  private give(call: Incoming, token: string): void {
    setSessionCookie(call.response, this.config.http, token, SESSION_MS);
  }
}
