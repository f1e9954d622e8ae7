import { Module } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { failpoint } from '../platform/config/failpoint.js';
import { Database } from '../store/database.js';
import { ReadingRecorder } from '../store/reading.recorder.js';
import { CredentialWatch } from './credential-watch.runner.js';
import { DeviceCallsRunner } from './device-calls.runner.js';
import { DeviceReader } from './device-reader.js';
import { LagMonitor } from './lag.monitor.js';
import { PollContext } from './poll.context.js';
import { PollMetricsSource } from './poll-metrics.source.js';
import { PollMetrics } from './poll-metrics.js';
import { PollScheduler } from './poll.scheduler.js';
import { PollWorker } from './poll.worker.js';
import { ReadLeases } from './read-leases.js';
import { ReadReport } from './read-report.js';
import { SampleKeeper } from './sample.keeper.js';
import { WaitingLooksRunner } from './waiting-looks.runner.js';
import { WakeRunner } from './wake.runner.js';

/** Reads devices on their slots, keeps what they said, and acts on stored deadlines. Roles all and poller. */
@Module({
  providers: [
    PollMetrics,
    PollMetricsSource,
    ReadReport,
    ReadLeases,
    PollContext,
    DeviceReader,
    SampleKeeper,
    PollWorker,
    PollScheduler,
    WakeRunner,
    CredentialWatch,
    LagMonitor,
    DeviceCallsRunner,
    WaitingLooksRunner,
    {
      provide: ReadingRecorder,
      inject: [Database, Clock, CONFIG],
      useFactory: (database: Database, clock: Clock, config: Config) =>
        new ReadingRecorder(database, clock, { afterCommit: () => failpoint(config, 'poll:after-commit') }),
    },
  ],
  exports: [PollMetrics],
})
export class PollingModule {}
