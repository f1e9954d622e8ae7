import { Controller } from '@nestjs/common';
import {
  ackRequest,
  closeRequest,
  incidentDetail,
  type IncidentDetail,
  incidentQuery,
  incidentRow,
  type IncidentRow,
  updateRequest,
} from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { incidentRowOf, listIncidents } from '../store/incident-views.repo.js';
import { cursorOf, readCursor } from './incident-cursor.js';
import { IncidentDesk, loaded } from './incident.desk.js';
import { incidentDetailOf } from './incident.view.js';

const list = route({
  method: 'GET',
  path: 'incidents',
  access: 'signed-in',
  wall: true,
  summary: 'Incidents, open ones first',
  query: incidentQuery,
  answer: page(incidentRow),
});
const read = route({
  method: 'GET',
  path: 'incidents/:id',
  access: 'signed-in',
  summary: 'One incident: who is affected, why we think so, who knows',
  answer: incidentDetail,
});
const acknowledge = route({
  method: 'POST',
  path: 'incidents/:id/ack',
  access: 'operator',
  summary: 'Acknowledge, with a reason; not the same as solving',
  body: ackRequest,
  answer: incidentRow,
  idempotent: true,
});
const unacknowledge = route({
  method: 'DELETE',
  path: 'incidents/:id/ack',
  access: 'operator',
  summary: 'Take the acknowledgement back',
});
const update = route({
  method: 'POST',
  path: 'incidents/:id/updates',
  access: 'operator',
  summary: 'Write into the timeline',
  body: updateRequest,
  answer: incidentDetail.pick({ updates: true }),
  status: 201,
  idempotent: true,
});
const close = route({
  method: 'POST',
  path: 'incidents/:id/close',
  access: 'operator',
  summary: 'Ask to close an incident that nothing holds open; the others close by themselves',
  body: closeRequest,
  answer: incidentRow,
  status: 202,
  idempotent: true,
});

@Controller()
export class IncidentsController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: IncidentDesk,
  ) {}

  @Route(list)
  async list(
    @Call() call: CallOf<typeof list>,
  ): Promise<{ items: IncidentRow[]; nextCursor: string | null }> {
    const { cursor, limit, absorbed, kind, state, device } = call.query;
    const after = readCursor(cursor);
    const filter = { kind, state, device, after, limit, withAbsorbed: absorbed === 'yes' };
    const found = await this.writer.read(call, (tx) => listIncidents(tx, filter));
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(incidentRowOf),
      nextCursor: found.length > limit && last ? cursorOf(last) : null,
    };
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<IncidentDetail> {
    return this.writer.read(call, async (tx) => incidentDetailOf(tx, await loaded(tx, call.params.id)));
  }

  @Route(acknowledge)
  acknowledge(@Call() call: CallOf<typeof acknowledge>): Promise<IncidentRow> {
    return this.writer.write(call, (tx) => this.desk.acknowledge(tx, call.caller, call.params.id, call.body));
  }

  @Route(unacknowledge)
  async unacknowledge(@Call() call: CallOf<typeof unacknowledge>): Promise<void> {
    await this.writer.write(call, (tx) => this.desk.unacknowledge(tx, call.caller, call.params.id));
  }

  @Route(update)
  update(@Call() call: CallOf<typeof update>): Promise<Pick<IncidentDetail, 'updates'>> {
    return this.writer.write(call, (tx) => this.desk.note(tx, call.caller, call.params.id, call.body));
  }

  @Route(close)
  close(@Call() call: CallOf<typeof close>): Promise<IncidentRow> {
    return this.writer.write(call, (tx) =>
      this.desk.close(tx, call.caller, call.params.id, call.body.reason),
    );
  }
}
