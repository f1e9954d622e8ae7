import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { PushController } from './push.controller.js';
import { PushDesk } from './push.desk.js';
import { PushMetrics } from './push-metrics.js';
import { SyslogIntake } from './syslog.intake.js';

/** Takes in what devices say by themselves. Roles all and poller. */
@Module({ providers: [PushMetrics, PushDesk, SyslogIntake] })
export class PushIntakeModule {}

/** Shows it, and the serial numbers nobody knows. */
@Module({ controllers: [PushController], providers: [Writer] })
export class PushModule {}
