import { Controller } from '@nestjs/common';
import { page } from '@firewatch/shared/wire/primitives';
import {
  approveResync,
  chosenOfRun,
  endResync,
  logQuery,
  newResyncRun,
  type ResyncRunDetail,
  resyncRunDetail,
  resyncRunQuery,
  type ResyncRunRow,
  resyncRunRow,
  type RunLogLine,
  runLogLine,
  startResync,
  tickStep,
} from '@firewatch/shared/wire/resync';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { readLog } from '../store/resync-log.repo.js';
import { findRun, listRuns } from '../store/resync-runs.repo.js';
import { ResyncAttempts } from './resync.attempts.js';
import { ResyncDesk } from './resync.desk.js';
import { ResyncView } from './resync.view.js';

const list = route({
  method: 'GET',
  path: 'resync-runs',
  access: 'signed-in',
  summary: 'Resync runs, youngest first; of one firewall or incident where asked for',
  query: resyncRunQuery,
  answer: page(resyncRunRow),
});
const create = route({
  method: 'POST',
  path: 'resync-runs',
  access: 'engineer',
  summary: 'Plan a resync: waves, procedures and who is left out; nothing moves',
  body: newResyncRun,
  answer: resyncRunDetail,
  status: 201,
  idempotent: true,
});
const read = route({
  method: 'GET',
  path: 'resync-runs/:id',
  access: 'signed-in',
  summary: 'One run: plan, guards, every firewall with before, after and what it does now',
  answer: resyncRunDetail,
});
const approve = route({
  method: 'POST',
  path: 'resync-runs/:id/approve',
  access: 'approver',
  summary: 'Approve a plan that somebody else made, by the hash of its list',
  body: approveResync,
  answer: resyncRunDetail,
  idempotent: true,
});
const start = route({
  method: 'POST',
  path: 'resync-runs/:id/start',
  access: 'engineer',
  summary: 'Start it, now or at a time; needs a step-up sign-in and no guard in the way',
  body: startResync,
  answer: resyncRunDetail,
  idempotent: true,
});
const pause = route({
  method: 'POST',
  path: 'resync-runs/:id/pause',
  access: 'operator',
  summary: 'Finish what works, begin nothing new',
  answer: resyncRunDetail,
  idempotent: true,
});
const resume = route({
  method: 'POST',
  path: 'resync-runs/:id/resume',
  access: 'engineer',
  summary: 'Go on with a paused run, if no guard stands in the way',
  answer: resyncRunDetail,
  idempotent: true,
});
const cancel = route({
  method: 'POST',
  path: 'resync-runs/:id/cancel',
  access: 'operator',
  summary: 'Stop it: no call begins any more, what was begun is verified',
  body: endResync,
  answer: resyncRunDetail,
  idempotent: true,
});
const retry = route({
  method: 'POST',
  path: 'resync-runs/:id/retry',
  access: 'engineer',
  summary: 'Another attempt for failed firewalls; needs a step-up sign-in',
  body: chosenOfRun,
  answer: resyncRunDetail,
  idempotent: true,
});
const takeOver = route({
  method: 'POST',
  path: 'resync-runs/:id/by-hand',
  access: 'engineer',
  summary:
    'Do by hand what the calls of these firewalls did not bring about: each gets its checklist, nothing is sent',
  body: chosenOfRun,
  answer: resyncRunDetail,
  idempotent: true,
});
const tick = route({
  method: 'POST',
  path: 'resync-runs/:id/tick',
  access: 'engineer',
  summary: 'Tick a step of a checklist, with the evidence',
  body: tickStep,
  answer: resyncRunDetail,
  idempotent: true,
});
const log = route({
  method: 'GET',
  path: 'resync-runs/:id/log',
  access: 'signed-in',
  summary: 'Step log, oldest first; of one firewall where asked for',
  query: logQuery,
  answer: page(runLogLine),
});

/** A cursor of ours: the number of the last one on the page before. */
function numberOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw wrongField('cursor', 'is not one of ours; take it from nextCursor of the page before');
}

@Controller()
export class ResyncController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: ResyncDesk,
    private readonly attempts: ResyncAttempts,
    private readonly view: ResyncView,
  ) {}

  @Route(list)
  list(@Call() call: CallOf<typeof list>): Promise<{ items: ResyncRunRow[]; nextCursor: string | null }> {
    const { cursor, limit, device, incident } = call.query;
    const before = numberOf(cursor);
    return this.writer.read(call, async (tx) => {
      const found = await listRuns(tx, { device, incident, before, limit });
      const runs = found.slice(0, limit);
      const last = found.length > limit ? runs.at(-1) : undefined;
      return {
        items: await this.view.rows(tx, runs, device ?? null),
        nextCursor: last ? String(last.number) : null,
      };
    });
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      const id = await this.desk.create(tx, call.caller, call.body);
      return this.view.detail(tx, call.caller, id);
    });
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<ResyncRunDetail> {
    return this.writer.read(call, (tx) => this.view.detail(tx, call.caller, call.params.id));
  }

  @Route(approve)
  approve(@Call() call: CallOf<typeof approve>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      await this.desk.approve(tx, call.caller, call.params.id, call.body.hash);
      return this.view.detail(tx, call.caller, call.params.id);
    });
  }

  @Route(start)
  start(@Call() call: CallOf<typeof start>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      await this.desk.start(tx, call.caller, call.params.id, call.body);
      return this.view.detail(tx, call.caller, call.params.id);
    });
  }

  @Route(pause)
  pause(@Call() call: CallOf<typeof pause>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      await this.desk.pause(tx, call.caller, call.params.id);
      return this.view.detail(tx, call.caller, call.params.id);
    });
  }

  @Route(resume)
  resume(@Call() call: CallOf<typeof resume>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      await this.desk.resume(tx, call.caller, call.params.id);
      return this.view.detail(tx, call.caller, call.params.id);
    });
  }

  @Route(cancel)
  cancel(@Call() call: CallOf<typeof cancel>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      await this.desk.cancel(tx, call.caller, call.params.id, call.body.reason);
      return this.view.detail(tx, call.caller, call.params.id);
    });
  }

  @Route(retry)
  retry(@Call() call: CallOf<typeof retry>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      await this.attempts.retry(tx, call.caller, call.params.id, call.body.deviceIds);
      return this.view.detail(tx, call.caller, call.params.id);
    });
  }

  @Route(takeOver)
  takeOver(@Call() call: CallOf<typeof takeOver>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      await this.attempts.takeOver(tx, call.caller, call.params.id, call.body.deviceIds);
      return this.view.detail(tx, call.caller, call.params.id);
    });
  }

  @Route(tick)
  tick(@Call() call: CallOf<typeof tick>): Promise<ResyncRunDetail> {
    return this.writer.write(call, async (tx) => {
      await this.attempts.tick(tx, call.caller, call.params.id, call.body);
      return this.view.detail(tx, call.caller, call.params.id);
    });
  }

  @Route(log)
  log(@Call() call: CallOf<typeof log>): Promise<{ items: RunLogLine[]; nextCursor: string | null }> {
    const { cursor, limit, device } = call.query;
    const after = numberOf(cursor) ?? 0;
    return this.writer.read(call, async (tx) => {
      if (!(await findRun(tx, call.params.id))) throw notFound('resync run');
      const found = await readLog(tx, call.params.id, { device, after, limit });
      const lines = found.slice(0, limit);
      const last = found.length > limit ? lines.at(-1) : undefined;
      return {
        items: lines.map((line) => ({ ...line, id: String(line.id), at: new Date(line.at).toISOString() })),
        nextCursor: last ? String(last.id) : null,
      };
    });
  }
}
