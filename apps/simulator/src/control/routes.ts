import {
  advanceBody,
  authorityBody,
  behaviourBody,
  checkInBody,
  clearFaultsBody,
  faultsBody,
  nothingBody,
  readBody,
  readSelection,
  relapseBody,
  scenarioBody,
  synchronizeBody,
} from './body-schemas.js';
import type { ControlSurface } from './control-surface.js';
import { mailboxRoutes } from './mailbox-routes.js';
import { deviceRoutes, estateRoutes } from './device-routes.js';
import { pagerRoutes, webhookRoutes } from './receiver-routes.js';
import { asObject, get, json, kindOf, numberOf, post, remove, type ControlRoute } from './reply.js';

function worldRoutes(simulator: ControlSurface): ControlRoute[] {
  const { verbs, authority } = simulator;
  return [
    get('/state', async () => {
      const devices = await simulator.allStatuses();
      const lost = devices.filter((device) => device.lost.length > 0).length;
      const faulty = devices.filter((device) => device.faults.length > 0).length;
      return json({
        now: simulator.now(),
        controlUrl: simulator.controlUrl,
        smtpPort: simulator.smtpPort,
        pagerUrl: simulator.pagerUrl,
        webhookUrl: simulator.webhookUrl,
        authority: authority.state,
        devices: { total: devices.length, lost, faulty },
        scenario: simulator.scenarios.status,
        smtpFaults: simulator.smtpFaults.list(),
        mails: simulator.mailbox.list().length,
        syslog: simulator.syslog.status,
        pages: simulator.pager.list().length,
        webhooks: simulator.webhook.list().length,
      });
    }),
    get('/authority', () => json(authority.state)),
    post('/authority', ({ body }) => {
      verbs.setAuthority(readBody(authorityBody, body));
      return json(authority.state);
    }),
    post('/authority/relapse', ({ body }) => {
      const { afterSynchronizations, inSeconds } = readBody(relapseBody, body);
      verbs.relapse({
        ...(afterSynchronizations === undefined ? {} : { afterSynchronizations }),
        ...(inSeconds === undefined ? {} : { inSeconds }),
      });
      return json(authority.state);
    }),
    post('/reset', ({ body }) => {
      readBody(nothingBody, body);
      simulator.scenarios.stop();
      simulator.smtpFaults.clear();
      simulator.pagerFaults.clear();
      simulator.webhookFaults.clear();
      simulator.syslog.stop();
      verbs.reset();
      return json({ reset: true });
    }),
  ];
}

function logRoutes(simulator: ControlSurface): ControlRoute[] {
  const { log } = simulator;
  return [
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
    get('/log/orders', ({ query }) => {
      const since = numberOf(query, 'since');
      const [device, path] = [query.get('device'), query.get('path')];
      const items = log.orders({
        ...(since === undefined ? {} : { since }),
        ...(device === null ? {} : { device }),
        ...(path === null ? {} : { path }),
      });
      return json({ now: simulator.now(), items });
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
    ...logRoutes(simulator),
    ...fleetRoutes(simulator),
    ...estateRoutes(simulator),
    ...deviceRoutes(simulator),
    ...scenarioRoutes(simulator),
    ...mailboxRoutes(simulator),
    ...pagerRoutes(simulator),
    ...webhookRoutes(simulator),
  ];
}
