import { join } from 'node:path';
import { type RequestHandler, static as serveStatic } from 'express';

const ASSET_SECONDS = 31_536_000;
/** Plain page addresses only: an odd spelling of an API path must not come back as a friendly page. */
const PAGE =
  /^\/(?!api(\/|$)|health(\/|$)|metrics(\/|$)|socket\.io(\/|$))([a-z0-9_-]+(\/[a-z0-9_-]+)*\/?)?$/i;

/**
 * The built web app: hashed assets for a year, every page address the same index (asked for anew each time).
 * Requests it does not know go on to the API, which answers 404.
 */
export function webApp(root: string): RequestHandler[] {
  const files = serveStatic(root, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: (response, path) => {
      response.setHeader(
        'Cache-Control',
        path.includes('/assets/') ? `public, max-age=${ASSET_SECONDS}, immutable` : 'no-cache',
      );
    },
  });
  const pages: RequestHandler = (request, response, next) => {
    const isPage = request.method === 'GET' || request.method === 'HEAD';
    if (!isPage || !PAGE.test(request.path) || !request.accepts('html')) {
      next();
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(join(root, 'index.html'), { cacheControl: false }, (error) => {
      if (error) next();
    });
  };
  return [files, pages];
}
