import { Controller } from '@nestjs/common';
import {
  type AckLinkAnswer,
  ackByLink,
  ackLinkAnswer,
  ackLinkRequest,
} from '@firewatch/shared/wire/incidents';
import { notFound, Refusal } from '../platform/http/problem.js';
import { Call, type Actor, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { findAckLink, type AckLink } from '../store/ack-links.repo.js';
import { Database, type Tx } from '../store/database.js';
import { findIncident, incidentRowOf } from '../store/incident-views.repo.js';
import { IncidentDesk } from './incident.desk.js';

const PER_MINUTE = 60;
const look = route({
  method: 'POST',
  path: 'ack-link/look',
  access: 'public',
  summary: 'What the link of a mail would acknowledge; changes nothing',
  body: ackLinkRequest,
  answer: ackLinkAnswer,
  status: 200,
  perMinute: PER_MINUTE,
});
const acknowledge = route({
  method: 'POST',
  path: 'ack-link',
  access: 'public',
  summary: 'Acknowledge an incident by the link of a mail, without signing in',
  body: ackByLink,
  answer: ackLinkAnswer,
  status: 200,
  perMinute: PER_MINUTE,
});

const nameOf = ({ person, address }: AckLink): string => person?.name ?? `${address} (by mail)`;

/** Whoever has the mail may say "I have seen it", and nothing else: no details, no other incident. */
@Controller()
export class AckLinkController {
  constructor(
    private readonly database: Database,
    private readonly desk: IncidentDesk,
  ) {}

  @Route(look)
  look(@Call() call: CallOf<typeof look>): Promise<AckLinkAnswer> {
    return this.database.inScope('all', async (tx) => answerOf(tx, await known(tx, call.body.token)));
  }

  @Route(acknowledge)
  acknowledge(@Call() call: CallOf<typeof acknowledge>): Promise<AckLinkAnswer> {
    const { token, ...ack } = call.body;
    return this.database.inScope('all', async (tx) => {
      const link = await known(tx, token);
      const actor: Actor = { personId: link.person?.id ?? null, name: nameOf(link), scope: 'all' };
      await this.desk.acknowledge(tx, actor, link.incidentId, ack);
      return answerOf(tx, link);
    });
  }
}

async function known(tx: Tx, token: string): Promise<AckLink> {
  const link = await findAckLink(tx, token);
  if (link) return link;
  throw new Refusal(
    404,
    'This link is not one of ours, or its incident is too old; open the incident and sign in.',
  );
}

async function answerOf(tx: Tx, link: AckLink): Promise<AckLinkAnswer> {
  const incident = await findIncident(tx, link.incidentId);
  if (!incident) throw notFound('incident');
  const { label, headline, subline, state, deviceCount, since, ack } = incidentRowOf(incident);
  return { label, headline, subline, state, deviceCount, since, ack, as: nameOf(link) };
}
