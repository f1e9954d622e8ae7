import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { FleetController } from './fleet.controller.js';
import { FleetMetrics } from './fleet.metrics.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

/** What the whole fleet shows now and showed before, and how we are ourselves. */
@Module({
  controllers: [FleetController, StatusController],
  providers: [Writer, StatusService, FleetMetrics],
})
export class ReadingsModule {}
