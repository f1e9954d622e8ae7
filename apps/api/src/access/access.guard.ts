import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Refusal } from '../platform/http/problem.js';
import { setCaller } from '../platform/http/request-call.js';
import { sessionToken } from '../platform/http/request-cookie.js';
import { isOwnHost, isOwnOrigin } from '../platform/http/request-origin.js';
import { routeOf } from '../platform/http/request-route.js';
import { Database } from '../store/database.js';
import { findCaller } from '../store/sessions.repo.js';
import { mayCall } from './access.rules.js';

const SAFE = new Set(['GET', 'HEAD']);

/** What proxies add; one that adds none of them has to be told of (FIREWATCH_TRUST_PROXY). */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/** Only the direct peer counts: behind a proxy everything would look local. */
function isInside(request: Request, config: Config): boolean {
  const peer = request.socket.remoteAddress ?? '';
  const isLoopback = peer === '::1' || peer.replace(/^::ffff:/, '').startsWith('127.');
  const isForwarded = FORWARDED.some((name) => request.headers[name] !== undefined);
  const isDirect = isLoopback && !config.http.trustProxy && !isForwarded;
  return isDirect && isOwnHost(request.headers.host, config.http);
}

/** Deny by default: a handler without a declared route is not reachable, an unsafe method only from our own page. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const definition = routeOf(context.getHandler());
    if (!definition) throw new Refusal(404, 'There is nothing at this address.');
    const request = context.switchToHttp().getRequest<Request>();
    const token = sessionToken(request.headers.cookie, this.config.http);
    if (!SAFE.has(request.method)) this.checkSender(request, token !== null);
    if (definition.access === 'inside' && isInside(request, this.config)) return true;
    const caller = token === null ? null : await this.database.inScope([], (tx) => findCaller(tx, token));
    if (caller) setCaller(request, caller);
    if (definition.access === 'public') return true;
    if (!caller) throw new Refusal(401, 'You are not signed in, or the session has ended.');
    if (!mayCall(caller, definition.access)) throw new Refusal(403, 'Your role does not allow this.');
    return true;
  }

  /** A session cookie alone is no proof that a person meant it: another site's page may have sent the request. */
  private checkSender(request: Request, hasSession: boolean): void {
    if (!isOwnOrigin(request.headers, this.config.http, !hasSession)) {
      throw new Refusal(403, `The request comes from elsewhere; send it from ${this.config.http.publicUrl}.`);
    }
    const length = request.headers['content-length'];
    const hasBody =
      request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
    if (hasBody && !request.is('application/json')) {
      throw new Refusal(415, 'The body must be JSON (Content-Type: application/json).');
    }
  }
}
