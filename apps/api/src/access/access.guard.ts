import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Refusal } from '../platform/http/problem.js';
import { type Caller, setCaller } from '../platform/http/request-call.js';
import { sessionToken } from '../platform/http/request-cookie.js';
import { isOwnHost, isOwnOrigin } from '../platform/http/request-origin.js';
import { routeOf } from '../platform/http/request-route.js';
import { Database } from '../store/database.js';
import { findCaller } from '../store/sessions.repo.js';
import { refusalOf } from './access.rules.js';
import { BearerTokens } from './bearer-tokens.js';

const SAFE = new Set(['GET', 'HEAD']);
/** Sent by a page that nobody has touched for a while. */
const UNATTENDED = 'x-firewatch-unattended';

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
    private readonly tokens: BearerTokens,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const definition = routeOf(context.getHandler());
    if (!definition) throw new Refusal(404, 'There is nothing at this address.');
    const request = context.switchToHttp().getRequest<Request>();
    const isBearer = request.headers.authorization !== undefined;
    const cookie = isBearer ? null : sessionToken(request.headers.cookie, this.config.http);
    if (!SAFE.has(request.method)) this.checkSender(request, { isBearer, hasSession: cookie !== null });
    if (definition.access === 'inside' && isInside(request, this.config)) return true;
    if (definition.access === 'public' && isBearer) return true;
    const caller =
      (await this.tokens.find(request.headers, request.ip ?? '')) ??
      (cookie === null ? null : await this.callerOf(cookie, request));
    if (caller) setCaller(request, caller);
    if (definition.access === 'public') return true;
    if (!caller) throw new Refusal(401, 'You are not signed in, or the session has ended.');
    const refusal = refusalOf(caller, definition);
    if (refusal !== null) throw new Refusal(403, refusal);
    return true;
  }

  private callerOf(token: string, request: Request): Promise<Caller | null> {
    // A page that only keeps itself fresh says so: that nobody sits there must not keep the session alive.
    const isAttended = request.headers[UNATTENDED] === undefined;
    return this.database.inScope([], (tx) => findCaller(tx, token, isAttended));
  }

  /**
   * A session cookie alone is no proof that a person meant it: another site's page may have sent the request.
   * A bearer token is: no browser adds one by itself.
   */
  private checkSender(
    request: Request,
    by: { readonly isBearer: boolean; readonly hasSession: boolean },
  ): void {
    if (!by.isBearer && !isOwnOrigin(request.headers, this.config.http, !by.hasSession)) {
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
