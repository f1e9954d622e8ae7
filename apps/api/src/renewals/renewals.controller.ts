import { Controller } from '@nestjs/common';
import type { ExpiryRules } from '@firewatch/shared/domain/expiry';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import {
  deviceRenewals,
  type DeviceRenewals,
  fleetFreshness,
  type FleetFreshness,
  renewals,
  type Renewals,
  renewalsQuery,
} from '@firewatch/shared/wire/renewals';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { notFound } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { customerExists } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import { findDevice } from '../store/devices.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { markedSignatures, renewalRows } from '../store/renewals-views.repo.js';
import { renewalsCsv } from './renewals-csv.js';
import { deviceRenewalsView, freshnessView, renewalsView } from './renewals.view.js';

const list = route({
  method: 'GET',
  path: 'renewals',
  access: 'signed-in',
  summary: 'Licences that end soon or have ended, by customer',
  query: renewalsQuery,
  answer: renewals,
});
const csv = route({
  method: 'GET',
  path: 'renewals.csv',
  access: 'signed-in',
  summary: 'The same as a table, one line per firewall and day on which something ends',
  query: renewalsQuery,
  media: 'text/csv',
});
const ofDevice = route({
  method: 'GET',
  path: 'devices/:id/renewals',
  access: 'signed-in',
  summary: 'What one firewall is entitled to until when, and what is odd about its signatures',
  answer: deviceRenewals,
});
const freshness = route({
  method: 'GET',
  path: 'fleet/freshness',
  access: 'signed-in',
  summary: 'Firewalls whose signatures stand still or are behind their sisters',
  answer: fleetFreshness,
});

@Controller()
export class RenewalsController {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  @Route(list)
  list(@Call() call: CallOf<typeof list>): Promise<Renewals> {
    return this.writer.read(call, (tx) => this.load(tx, call.query));
  }

  @Route(csv)
  csv(@Call() call: CallOf<typeof csv>): Promise<string> {
    call.response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    call.response.setHeader('Content-Disposition', 'attachment; filename="firewatch-renewals.csv"');
    return this.writer.read(call, async (tx) => renewalsCsv(await this.load(tx, call.query)));
  }

  @Route(ofDevice)
  ofDevice(@Call() call: CallOf<typeof ofDevice>): Promise<DeviceRenewals> {
    const { id } = call.params;
    return this.writer.read(call, async (tx) => {
      if (!(await findDevice(tx, id))) throw notFound('device');
      const rows = await renewalRows(tx, { device: id });
      return deviceRenewalsView(rows, await markedSignatures(tx, id), this.rules());
    });
  }

  @Route(freshness)
  freshness(@Call() call: CallOf<typeof freshness>): Promise<FleetFreshness> {
    return this.writer.read(call, async (tx) => freshnessView(await markedSignatures(tx)));
  }

  private async load(tx: Tx, query: z.output<typeof renewalsQuery>): Promise<Renewals> {
    const { within, customer } = query;
    if (customer !== undefined && !(await customerExists(tx, customer))) throw notFound('customer');
    const rows = await renewalRows(tx, { customer });
    return renewalsView(rows, within === 'all' ? null : Number(within), this.rules());
  }

  private rules(): ExpiryRules {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { now: this.clock.now(), zone, policy: DEFAULT_POLICY.expiry };
  }
}
