import { Controller } from '@nestjs/common';
import { liveness, readiness, status, type Status } from '@firewatch/shared/wire/status';
import type { z } from 'zod';
import { MetricsHub } from '../platform/health/metrics-hub.js';
import { Refusal } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { FleetMetrics } from './fleet.metrics.js';
import { StatusService } from './status.service.js';

const readStatus = route({
  method: 'GET',
  path: 'status',
  access: 'everything',
  wall: true,
  summary: 'Health of our own parts',
  answer: status,
});
const live = route({
  method: 'GET',
  path: 'health/live',
  atRoot: true,
  access: 'public',
  summary: 'The process answers',
  answer: liveness,
});
const ready = route({
  method: 'GET',
  path: 'health/ready',
  atRoot: true,
  access: 'public',
  summary: 'The process can do its work',
  answer: readiness,
});
const metrics = route({
  method: 'GET',
  path: 'metrics',
  atRoot: true,
  access: 'inside',
  summary: 'Prometheus metrics; from this machine, or for an owner',
  media: 'text/plain',
});

@Controller()
export class StatusController {
  constructor(
    private readonly service: StatusService,
    private readonly hub: MetricsHub,
    fleet: FleetMetrics,
  ) {
    hub.add(() => fleet.collect());
  }

  @Route(readStatus)
  status(): Promise<Status> {
    return this.service.read();
  }

  @Route(live)
  live(): z.infer<typeof liveness> {
    return { alive: true };
  }

  @Route(ready)
  async ready(): Promise<z.infer<typeof readiness>> {
    try {
      await this.service.ready();
      return { ready: true };
    } catch {
      throw new Refusal(503, 'The database does not answer.', [], 5);
    }
  }

  @Route(metrics)
  async metrics(@Call() call: CallOf<typeof metrics>): Promise<string> {
    call.response.setHeader('Content-Type', this.hub.mediaType);
    return this.hub.text();
  }
}
