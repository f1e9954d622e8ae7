import type { FleetVerbs } from '../fleet-verbs.js';
import {
  adminSessionBody,
  certificatesBody,
  clearFaultsBody,
  clockBody,
  eventBody,
  expiryBody,
  faultBody,
  nothingBody,
  passwordBody,
  readBody,
  readFleetSelection,
  rebootBody,
  serviceBody,
  signaturesBody,
  syslogBody,
} from './body-schemas.js';
import type { ControlSurface } from './control-surface.js';
import {
  asObject,
  get,
  json,
  kindOf,
  post,
  remove,
  type ControlRequest,
  type ControlRoute,
  type Reply,
} from './reply.js';

const idOf = ({ parts }: ControlRequest): string => parts.id ?? '';

type Status = (id: string) => Promise<Reply>;

function conditionRoutes(verbs: FleetVerbs, status: Status): ControlRoute[] {
  return [
    post('/devices/:id/failover', (request) => {
      readBody(nothingBody, request.body);
      verbs.failover(idOf(request));
      return status(idOf(request));
    }),
    post('/devices/:id/signatures', (request) => {
      const { service, frozen, sinceSeconds, checkedSecondsAgo } = readBody(signaturesBody, request.body);
      const since = frozen ? (sinceSeconds ?? 0) : null;
      verbs.freezeSignatures(idOf(request), service, since, checkedSecondsAgo ?? null);
      return status(idOf(request));
    }),
    post('/devices/:id/expiry', (request) => {
      const { service, at, grace } = readBody(expiryBody, request.body);
      verbs.setExpiry(idOf(request), service, at, grace);
      return status(idOf(request));
    }),
    post('/devices/:id/event', (request) => {
      const { id, message } = readBody(eventBody, request.body);
      verbs.writeEvent(idOf(request), id, message);
      return status(idOf(request));
    }),
    post('/devices/:id/clock', (request) => {
      const { offsetMs } = readBody(clockBody, request.body);
      verbs.changeBehaviour({ ids: [idOf(request)] }, { clockSkewSeconds: offsetMs / 1_000 });
      return status(idOf(request));
    }),
  ];
}

/** Verbs for many boxes at once whose answer is more than a list of switches. */
export function estateRoutes({ verbs, syslog }: ControlSurface): ControlRoute[] {
  return [
    get('/fleet/syslog', () => json(syslog.status)),
    post('/fleet/syslog', ({ body }) => {
      syslog.configure(readBody(syslogBody, body));
      return json(syslog.status);
    }),
    remove('/fleet/syslog', () => {
      syslog.stop();
      return json(syslog.status);
    }),
    post('/fleet/certificates', async ({ body }) => {
      const { sameKey, ...selection } = readBody(certificatesBody, body);
      return json({ ids: await verbs.renewCertificates(readFleetSelection(selection), sameKey) });
    }),
    post('/fleet/password', ({ body }) => {
      const { password, ...selection } = readBody(passwordBody, body);
      return json({ ids: verbs.changePassword(readFleetSelection(selection), password) });
    }),
  ];
}

/** Verbs for one box; each answers with how the box is now. */
export function deviceRoutes(simulator: ControlSurface): ControlRoute[] {
  const { verbs } = simulator;
  const status: Status = async (id) => json(await simulator.deviceStatus(id));
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
      const { seconds, configMode, allowsOthers } = readBody(adminSessionBody, request.body);
      verbs.adminSession(idOf(request), seconds, configMode, allowsOthers);
      return status(idOf(request));
    }),
    post('/devices/:id/service', (request) => {
      const { service, ...change } = readBody(serviceBody, request.body);
      verbs.changeService(idOf(request), service, change);
      return status(idOf(request));
    }),
    post('/devices/:id/reboot', (request) => {
      verbs.reboot(idOf(request), readBody(rebootBody, request.body).downSeconds);
      return status(idOf(request));
    }),
    ...conditionRoutes(verbs, status),
  ];
}
