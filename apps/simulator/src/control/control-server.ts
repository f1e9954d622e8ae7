import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { portProblem, Problem } from '../problem.js';
import type { ControlSurface } from './control-surface.js';
import type { ControlRoute, Reply } from './reply.js';
import { controlRoutes } from './routes.js';

const MAX_BODY_BYTES = 1_000_000;

/** HTTP JSON on 127.0.0.1 from which the simulated world is driven and looked at. */
export class ControlServer {
  private readonly routes: readonly ControlRoute[];
  private readonly server: Server;

  constructor(simulator: ControlSurface) {
    this.routes = controlRoutes(simulator);
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error) => reject(portProblem('control-port', port, error)));
      this.server.listen(port, '127.0.0.1', () => {
        const bound = this.server.address();
        resolve(`http://127.0.0.1:${bound && typeof bound === 'object' ? bound.port : port}`);
      });
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(response, 200, await this.reply(request));
    } catch (error) {
      const status = error instanceof Problem ? error.status : 500;
      const sentence = error instanceof Error ? error.message : String(error);
      send(response, status, { kind: 'json', value: { error: sentence } });
    }
  }

  private async reply(request: IncomingMessage): Promise<Reply> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const fitting = this.routes.flatMap((route) => {
      const parts = matchPath(route.path, url.pathname);
      return parts ? [{ route, parts }] : [];
    });
    const found = fitting.find(({ route }) => route.method === request.method);
    if (!found) {
      const methods = [...new Set(fitting.map(({ route }) => route.method))].join(', ');
      const hint = methods ? `it takes ${methods}` : 'see the README for the verbs';
      throw new Problem(
        `${request.method ?? ''} ${url.pathname} is no verb of the control API; ${hint}.`,
        404,
      );
    }
    const body = await readJson(request);
    return found.route.handle({ parts: found.parts, query: url.searchParams, body });
  }
}

/** The named parts of a path, null when it does not fit. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/$/, '$1').split('/');
  if (wanted.length !== given.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith(':')) parts[segment.slice(1)] = decodeURIComponent(value);
    else if (segment !== value) return null;
  }
  return parts;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Problem(`body: larger than ${MAX_BODY_BYTES} bytes; send less.`);
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('body: not JSON; send an object such as {"ids":"all"}.');
  }
}

function send(response: ServerResponse, status: number, reply: Reply): void {
  const type = reply.kind === 'json' ? 'application/json; charset=utf-8' : reply.type;
  const text = reply.kind === 'json' ? JSON.stringify(reply.value) : reply.text;
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(text);
}
