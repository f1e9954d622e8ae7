import type { Clock } from '../clock.js';
import type { Device } from '../devices/device.js';
import type { FirmwareProfile } from '../devices/firmware-profiles.js';
import { replacingFault } from '../faults/answer-faults.js';
import { accepted, bare, htmlError, loginPage, refused, type Answer } from './answer.js';
import { logEvents } from './log-events.js';
import { answerLines } from './cli.js';
import { GEN6_CLI_ROUTES, GEN6_ROUTES } from './gen6-routes.js';
import { bearerOf, type BoxRequest } from './request.js';
import { isIncomplete, ROUTES, type Methods, type Routes } from './routes.js';
import type { Session } from './session.js';
import { SignIn } from './sign-in.js';

const BASE = '/api/sonicos';
const EVENT_PATH = /^\/log\/events\/id\/(\d+)$/;

export interface BoxAnswer {
  readonly answer: Answer;
  readonly authenticated: boolean;
}

/** The REST side of one firewall: from a complete request to the answer, without any socket. */
export class Box {
  private readonly signIn: SignIn;

  constructor(
    readonly device: Device,
    clock: Clock,
    private readonly port: () => number,
  ) {
    this.signIn = new SignIn(device, clock);
  }

  respond(request: BoxRequest): BoxAnswer {
    const replaced = this.device.faults.isEmpty ? null : replacingFault(this.device.faults, request.path);
    if (replaced) return { answer: replaced, authenticated: false };
    const hasNoApi = this.device.profile.firmware.api === 'none';
    if (hasNoApi || !request.path.startsWith(BASE))
      return { answer: this.outsideApi(request), authenticated: false };
    if (!this.device.behaviour.apiEnabled) {
      const answer = refused({
        status: 403,
        code: 'E_DISABLED',
        message: 'Service disabled.',
        why: 'api-disabled',
      });
      return { answer, authenticated: false };
    }
    const unusable = unusableMedia(request);
    if (unusable) return { answer: unusable, authenticated: false };
    const path = request.path.slice(BASE.length).replace(/\/$/, '') || '/';
    if (path === '/auth') return this.auth(request);
    return path === '/tfa' ? this.twoFactor(request) : this.behindSignIn(request, path);
  }

  private twoFactor(request: BoxRequest): BoxAnswer {
    if (request.method !== 'POST') return { answer: wrongMethod(['POST']), authenticated: false };
    const answer = this.signIn.answerTwoFactor(request);
    return { answer, authenticated: answer.status === 200 };
  }

  private auth(request: BoxRequest): BoxAnswer {
    if (request.method === 'POST') {
      const answer = this.signIn.answer(request);
      return { answer, authenticated: answer.status === 200 };
    }
    if (request.method === 'GET') return { answer: this.signIn.challengeAnswer(), authenticated: false };
    if (request.method !== 'DELETE')
      return { answer: wrongMethod(['GET', 'POST', 'DELETE']), authenticated: false };
    const session = this.sessionOf(request);
    if (!session) return this.withoutSession(request);
    this.device.sessions.end(session);
    return { answer: accepted(), authenticated: true };
  }

  private behindSignIn(request: BoxRequest, path: string): BoxAnswer {
    // A write without a body is refused before anybody asks who is there (notes 2.3).
    if (request.method === 'POST' && request.body.length === 0) {
      const answer = refused({
        status: 400,
        code: 'E_INVALID',
        message: 'Request body is empty.',
        why: 'empty-body',
      });
      return { answer, authenticated: false };
    }
    const session = this.sessionOf(request);
    if (!session) return this.withoutSession(request);
    return { answer: this.held(session, path) ?? this.route(request, path, session), authenticated: true };
  }

  /** The refusal of a session that may not do anything yet; status and wording of both are modelling choices. */
  private held(session: Session, path: string): Answer | null {
    if (session.mustChangePassword) {
      const message = 'Password change required.';
      return refused({ status: 403, code: 'E_FORBIDDEN', message, why: 'password-change' });
    }
    const mustStart = this.device.behaviour.needsStartManagement && !session.isManaging;
    if (!mustStart || path === '/start-management') return null;
    const message = 'Management session is not started.';
    return refused({ status: 403, code: 'E_FORBIDDEN', message, why: 'management-not-started' });
  }

  private route(request: BoxRequest, path: string, session: Session): Answer {
    const { firmware } = this.device.profile;
    const event = firmware.api === 'gen7' ? EVENT_PATH.exec(path) : null;
    if (event) return this.oneEvent(Number(event[1]));
    const context = { device: this.device, view: this.device.view(), session, path, port: this.port() };
    if (path === '/direct/cli' && request.method === 'POST') return answerLines(request, context);
    const routes = ROUTES_OF[firmware.api];
    const methods = routes.get(path);
    if (!methods) return unknownPath(routes, path);
    const route = methodOf(methods, request.method);
    if (!route) return wrongMethod(Object.keys(methods));
    return route(context);
  }

  private oneEvent(id: number): Answer {
    const found = logEvents(this.device.view()).filter((event) => event.id === id);
    if (found.length > 0) return bare({ log: { event: found } });
    return refused({
      status: 404,
      code: 'E_NOT_FOUND',
      message: 'Log event not found.',
      why: 'unknown-event',
    });
  }

  private sessionOf(request: BoxRequest): Session | null {
    return this.device.sessions.find(request.remote, bearerOf(request));
  }

  private withoutSession(request: BoxRequest): BoxAnswer {
    const live = this.device.sessions.live;
    const isTokenMissing = live !== null && live.token !== null && live.remote === request.remote;
    const why = isTokenMissing ? 'bearer-missing' : 'no-session';
    return { answer: this.signIn.unauthorized(why), authenticated: false };
  }

  private outsideApi(request: BoxRequest): Answer {
    if (request.path === '/' || request.path.endsWith('.html')) return loginPage('web-interface');
    return htmlError(404, 'Not Found', 'outside-api');
  }
}

function methodOf(methods: Methods, method: string): Methods['GET'] {
  if (method === 'GET' || method === 'POST' || method === 'DELETE') return methods[method];
  return undefined;
}

function wrongMethod(allowed: readonly string[]): Answer {
  const answer = refused({
    status: 405,
    code: 'E_METHOD',
    message: 'Method not allowed.',
    why: 'wrong-method',
  });
  return { ...answer, headers: { Allow: allowed.join(', ') } };
}

const ROUTES_OF: Readonly<Record<FirmwareProfile['api'], Routes>> = {
  none: new Map(),
  'cli-only': GEN6_CLI_ROUTES,
  gen6: GEN6_ROUTES,
  gen7: ROUTES,
};

function unknownPath(routes: Routes, path: string): Answer {
  if (isIncomplete(routes, path)) {
    return refused({
      status: 400,
      code: 'E_INCOMPLETE',
      message: 'API endpoint is incomplete.',
      why: 'incomplete-path',
    });
  }
  return refused({ status: 404, code: 'E_NOT_FOUND', message: 'API not found.', why: 'unknown-path' });
}

const ACCEPTABLE = /application\/json|application\/\*|text\/plain|text\/\*|\*\/\*/i;

function unusableMedia(request: BoxRequest): Answer | null {
  const accept = request.accept ?? '*/*';
  const type = request.body.length > 0 ? (request.contentType ?? 'application/json') : 'application/json';
  if (ACCEPTABLE.test(accept) && ACCEPTABLE.test(type)) return null;
  return refused({ status: 406, code: 'E_MIME', message: 'MIME type not acceptable.', why: 'mime' });
}
