import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { AckLinkController } from './ack-link.controller.js';
import { IncidentDesk } from './incident.desk.js';
import { IntendedController } from './intended.controller.js';
import { IntendedDesk } from './intended.desk.js';
import { IncidentsController } from './incidents.controller.js';

/** Incidents as people see and handle them; they are opened and closed by correlation. */
@Module({
  controllers: [IncidentsController, AckLinkController, IntendedController],
  providers: [Writer, IncidentDesk, IntendedDesk],
})
export class IncidentsModule {}
