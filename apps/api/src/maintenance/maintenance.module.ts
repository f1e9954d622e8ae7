import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { MaintenanceController } from './maintenance.controller.js';
import { MaintenanceDesk } from './maintenance.desk.js';

/** Planned silence: windows as people make them, and what they withheld. */
@Module({ controllers: [MaintenanceController], providers: [Writer, MaintenanceDesk] })
export class MaintenanceModule {}
