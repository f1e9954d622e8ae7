import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.js';
import { Log } from '../log/log.js';
import { ProblemFilter } from './problem.filter.js';
import { compressLarge } from './request-compress.js';
import { isSecure } from './request-cookie.js';
import { RequestInput } from './request-input.interceptor.js';
import { webApp } from './request-static.js';

/** Pass to `NestFactory.create`: bodies are parsed here, as JSON only. */
export const NEST_OPTIONS = { bodyParser: false, abortOnError: false } as const;

/** Largest is an approval of 1,000 certificates: 140 kB. Bodies are parsed before anybody is signed in, so not more. */
const MAX_BODY = '256kb';
/** A file of 5,000 firewalls, its quotes and line ends escaped. Only for who brings a session or a token. */
const MAX_FILE = '3mb';
const FILE_PATH = '/api/v1/devices/import';

/** Everything around the routes: headers, body, web app, input checks, refusals. Before `app.listen`; no global prefix. */
export function configureHttp(app: NestExpressApplication, config: Config): void {
  exactPaths(app);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.disable('etag');
  if (config.http.trustProxy) app.set('trust proxy', 1);

  app.use(headers(config));
  app.use(['/api', '/health', '/metrics'], noStore);
  app.use('/api', compressLarge);
  if (config.http.webRoot) app.use(...webApp(config.http.webRoot));
  const file = json({ limit: MAX_FILE, strict: true, inflate: false, type: 'application/json' });
  app.use(FILE_PATH, (request: Request, response: Response, next: NextFunction) =>
    request.path === '/' && isSomebody(request) ? file(request, response, next) : next(),
  );
  app.use(json({ limit: MAX_BODY, strict: true, inflate: false, type: 'application/json' }));
  app.useGlobalInterceptors(new RequestInput());
  app.useGlobalFilters(new ProblemFilter(app.get(Log)));
}

/**
 * One spelling per route. Nest has made express' router by now, which read the settings then and gives these two on
 * to each route registered later; so they are set on the router itself.
 */
function exactPaths(app: NestExpressApplication): void {
  const { router } = app.getHttpAdapter().getInstance();
  // Not in its types, being options of its constructor.
  Reflect.set(router, 'caseSensitive', true);
  Reflect.set(router, 'strict', true);
}

/** Whether they are who they say is the guard's to find out; this keeps strangers from filling the memory. */
const isSomebody = ({ headers: { cookie, authorization } }: Request): boolean =>
  cookie !== undefined || authorization !== undefined;

function noStore(
  _request: unknown,
  response: { setHeader(name: string, value: string): void },
  next: () => void,
): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}

function headers(config: Config): ReturnType<typeof helmet> {
  const secure = isSecure(config.http);
  const socket = config.http.publicUrl.replace(/^http/, 'ws');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // React sets `style` through the CSSOM, which this allows; there is no inline style element.
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", new URL(socket).origin],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // Both need a secure context; on plain loopback browsers warn about them.
    crossOriginOpenerPolicy: secure ? { policy: 'same-origin' } : false,
    originAgentCluster: secure,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}
