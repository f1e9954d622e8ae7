import { Global, Module } from '@nestjs/common';
import { MetricsHub } from '../platform/health/metrics-hub.js';
import { Writer } from '../store/idempotency.writer.js';
import { FleetController } from './fleet.controller.js';
import { FleetMetrics } from './fleet.metrics.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

/** What the whole fleet shows now and showed before, and how we are ourselves. Global for `MetricsHub` only. */
@Global()
@Module({
  controllers: [FleetController, StatusController],
  providers: [Writer, StatusService, FleetMetrics, MetricsHub],
  exports: [MetricsHub],
})
export class ReadingsModule {}
