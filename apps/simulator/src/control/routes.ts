import {
  adminSessionBody,
  advanceBody,
  authorityBody,
  behaviourBody,
  checkInBody,
  clearFaultsBody,
  faultBody,
  faultsBody,
  nothingBody,
  readBody,
  readSelection,
  scenarioBody,
  serviceBody,
  synchronizeBody,
} from './body-schemas.js';
import type { ControlSurface } from './control-surface.js';
import { mailboxRoutes } from './mailbox-routes.js';
import { json, numberOf, type ControlHandler, type ControlRequest, type ControlRoute } from './reply.js';

const get = (path: string, handle: ControlHandler): ControlRoute => ({ method: 'GET', path, handle });
const post = (path: string, handle: ControlHandler): ControlRoute => ({ method: 'POST', path, handle });
const remove = (path: string, handle: ControlHandler): ControlRoute => ({ method: 'DELETE', path, handle });

const idOf = ({ parts }: ControlRequest): string => parts.id ?? '';

function worldRoutes(simulator: ControlSurface): ControlRoute[] {
  const { verbs, authority, log } = simulator;
  return [
    get('/state', async () => {
      const devices = await simulator.allStatuses();
      const lost = devices.filter((device) => device.lost.length > 0).length;
      const faulty = devices.filter((device) => device.faults.length > 0).length;
      return json({
        now: simulator.now(),
        controlUrl: simulator.controlUrl,
        smtpPort: simulator.smtpPort,
        authority: authority.state,
        devices: { total: devices.length, lost, faulty },
        scenario: simulator.scenarios.status,
        smtpFaults: simulator.smtpFaults.list(),
        mails: simulator.mailbox.list().length,
      });
    }),
    get('/authority', () => json(authority.state)),
    post('/authority', ({ body }) => {
      verbs.setAuthority(readBody(authorityBody, body));
      return json(authority.state);
    }),
    post('/reset', ({ body }) => {
      readBody(nothingBody, body);
      simulator.scenarios.stop();
      simulator.smtpFaults.clear();
      verbs.reset();
      return json({ reset: true });
    }),
    get('/log', ({ query }) => {
      const [since, limit] = [numberOf(query, 'since'), numberOf(query, 'limit')];
      const [device, kind] = [query.get('device'), query.get('kind')];
      const entries = log.find({
        ...(since === undefined ? {} : { since }),
        ...(limit === undefined ? {} : { limit }),
        ...(device === null ? {} : { device }),
        ...(kind === null ? {} : { kind }),
      });
      return json({ now: simulator.now(), forgotten: log.forgotten, entries });
    }),
    get('/log/truth', () => json({ now: simulator.now(), intervals: log.truth.intervals() })),
  ];
}

function fleetRoutes(simulator: ControlSurface): ControlRoute[] {
  const { verbs } = simulator;
  return [
    get('/devices', async ({ query }) =>
      json({ items: await (query.get('full') === 'true' ? simulator.allStatuses() : simulator.devices()) }),
    ),
    post('/devices/check-in', ({ body }) => {
      const { at, ...selection } = readBody(checkInBody, body);
      return json({ ids: verbs.checkIn(readSelection(selection), at) });
    }),
    post('/devices/synchronize', ({ body }) => {
      const { overSeconds, ...selection } = readBody(synchronizeBody, body);
      return json({ ids: verbs.synchronize(readSelection(selection), overSeconds) });
    }),
    ...['/devices/faults', '/faults'].flatMap((path) => [
      post(path, ({ body }) => {
        const { ids, all, ...spec } = readBody(faultsBody, body);
        return json({ ids: verbs.setFault(readSelection({ ids, all }), spec) });
      }),
      remove(path, ({ body, query }) => {
        const { ids, all, kind } = readBody(clearFaultsBody, { ...kindOf(query), ...asObject(body) });
        return json({ ids: verbs.clearFaults(readSelection({ ids: ids ?? 'all', all }), kind) });
      }),
    ]),
    post('/devices/behaviour', ({ body }) => {
      const { ids, all, ...change } = readBody(behaviourBody, body);
      return json({ ids: verbs.changeBehaviour(readSelection({ ids, all }), change) });
    }),
  ];
}

function deviceRoutes(simulator: ControlSurface): ControlRoute[] {
  const { verbs } = simulator;
  const status = async (id: string) => json(await simulator.deviceStatus(id));
  return [
    get('/devices/:id', (request) => status(idOf(request))),
    post('/devices/:id/check-in', (request) => {
      readBody(nothingBody, request.body);
      verbs.checkIn({ ids: [idOf(request)] });
      return status(idOf(request));
    }),
    post('/devices/:id/synchronize', (request) => {
      readBody(nothingBody, request.body);
      verbs.synchronize({ ids: [idOf(request)] });
      return status(idOf(request));
    }),
    post('/devices/:id/fault', (request) => {
      verbs.setFault({ ids: [idOf(request)] }, readBody(faultBody, request.body));
      return status(idOf(request));
    }),
    remove('/devices/:id/fault', (request) => {
      const { kind } = readBody(clearFaultsBody, { ...kindOf(request.query), ...asObject(request.body) });
      verbs.clearFaults({ ids: [idOf(request)] }, kind);
      return status(idOf(request));
    }),
    post('/devices/:id/admin-session', (request) => {
      verbs.adminSession(idOf(request), readBody(adminSessionBody, request.body).seconds);
      return status(idOf(request));
    }),
    post('/devices/:id/service', (request) => {
      const { service, ...change } = readBody(serviceBody, request.body);
      verbs.changeService(idOf(request), service, change);
      return status(idOf(request));
    }),
    post('/devices/:id/reboot', (request) => {
      readBody(nothingBody, request.body);
      verbs.reboot(idOf(request));
      return status(idOf(request));
    }),
  ];
}

function scenarioRoutes(simulator: ControlSurface): ControlRoute[] {
  const { scenarios } = simulator;
  return [
    get('/scenario', () => json(scenarios.status)),
    post('/scenario', ({ body }) => json(scenarios.start(readBody(scenarioBody, body)))),
    post('/scenario/advance', ({ body }) => {
      const { to, ...options } = readBody(advanceBody, body);
      return json(scenarios.advance(to, options));
    }),
    post('/scenario/stop', ({ body }) => {
      readBody(nothingBody, body);
      return json(scenarios.stop());
    }),
  ];
}

/** Everything the control API answers; order matters where a fixed path and `:id` both fit. */
export function controlRoutes(simulator: ControlSurface): ControlRoute[] {
  return [
    ...worldRoutes(simulator),
    ...fleetRoutes(simulator),
    ...deviceRoutes(simulator),
    ...scenarioRoutes(simulator),
    ...mailboxRoutes(simulator),
  ];
}

function kindOf(query: URLSearchParams): { kind?: string } {
  const kind = query.get('kind');
  return kind === null ? {} : { kind };
}

function asObject(body: unknown): object {
  return typeof body === 'object' && body !== null ? body : {};
}
