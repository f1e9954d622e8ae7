import { Controller } from '@nestjs/common';
import {
  fleetHistory,
  type FleetHistory,
  fleetHistoryQuery,
  fleetSummary,
  type FleetSummary,
} from '@firewatch/shared/wire/fleet';
import { exposureQuery, exposureReport, type ExposureReport } from '@firewatch/shared/wire/reports';
import { Clock } from '../platform/clock/clock.js';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { customerExists } from '../store/customers.repo.js';
import { exposureReport as loadReport } from '../store/fleet-exposure.repo.js';
import { fleetHistory as loadHistory, fleetSummary as loadSummary } from '../store/fleet.repo.js';
import { Writer } from '../store/idempotency.writer.js';

const MAX_DAYS = 400;
const DAY_MS = 86_400_000;

const summary = route({
  method: 'GET',
  path: 'fleet/summary',
  access: 'signed-in',
  wall: true,
  summary: 'Counts under the worst shown service of each firewall',
  answer: fleetSummary,
});
const history = route({
  method: 'GET',
  path: 'fleet/history',
  access: 'signed-in',
  wall: true,
  summary: 'Those counts over time; each point holds until the next',
  query: fleetHistoryQuery,
  answer: fleetHistory,
});
const exposure = route({
  method: 'GET',
  path: 'reports/exposure',
  access: 'signed-in',
  summary: 'How long each customer was exposed or weakened, in the union over firewalls and services',
  query: exposureQuery,
  answer: exposureReport,
});

const monthStart = (at: number): number => {
  const day = new Date(at);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
};

@Controller()
export class FleetController {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  @Route(summary)
  summary(@Call() call: CallOf<typeof summary>): Promise<FleetSummary> {
    return this.writer.read(call, loadSummary);
  }

  @Route(history)
  history(@Call() call: CallOf<typeof history>): Promise<FleetHistory> {
    const to = this.clock.now();
    const { hours, customer } = call.query;
    return this.writer.read(call, async (tx) => {
      if (customer !== undefined && !(await customerExists(tx, customer))) throw notFound('customer');
      return loadHistory(tx, { from: to - hours * 3_600_000, to, customer });
    });
  }

  @Route(exposure)
  exposure(@Call() call: CallOf<typeof exposure>): Promise<ExposureReport> {
    const asOf = this.clock.now();
    const to = Math.min(call.query.to === undefined ? asOf : Date.parse(call.query.to), asOf);
    const from = call.query.from === undefined ? monthStart(to) : Date.parse(call.query.from);
    if (from >= to) throw wrongField('from', 'must lie before `to` and before now');
    if (to - from > MAX_DAYS * DAY_MS)
      throw wrongField('from', `at most ${MAX_DAYS} days before \`to\` are accepted`);
    return this.writer.read(call, (tx) => loadReport(tx, { from, to, asOf }));
  }
}
