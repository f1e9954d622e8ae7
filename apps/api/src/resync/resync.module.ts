import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { DoNotTouchController } from './do-not-touch.controller.js';
import { FlagDesk } from './flag.desk.js';
import { ResyncReportController } from './report.controller.js';
import { ResyncRulesController } from './resync-rules.controller.js';
import { ResyncAttempts } from './resync.attempts.js';
import { ResyncCaller } from './resync.caller.js';
import { ResyncController } from './resync.controller.js';
import { ResyncDesk } from './resync.desk.js';
import { ResyncMetrics } from './resync.metrics.js';
import { ResyncPlanner } from './resync.planner.js';
import { ResyncRunner } from './resync.runner.js';
import { ResyncView } from './resync.view.js';
import { RunGuards } from './run-guards.js';
import { RunStep } from './run-step.js';
import { StepPerformer } from './step.performer.js';

/** Plans, runs, flags and settings as people see and change them. */
@Module({
  controllers: [ResyncController, ResyncReportController, ResyncRulesController, DoNotTouchController],
  providers: [Writer, ResyncPlanner, RunGuards, ResyncDesk, ResyncAttempts, ResyncView, FlagDesk],
})
export class ResyncModule {}

/** Drives runs by what is stored. Roles all and worker. */
@Module({ providers: [ResyncPlanner, RunGuards, RunStep, ResyncRunner, ResyncMetrics] })
export class ResyncRunModule {}

/** Makes the calls: the process that holds the key and reaches firewalls. Roles all and poller. */
@Module({ providers: [StepPerformer, ResyncCaller] })
export class ResyncCallModule {}
