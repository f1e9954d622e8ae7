import { Module } from '@nestjs/common';
import { LagMonitor } from './lag.monitor.js';
import { PollMetrics } from './poll-metrics.js';
import { ReadReport } from './read-report.js';

/** Watches from a process that does not poll whether anybody does: a poller that died tells nobody. Role worker. */
@Module({ providers: [PollMetrics, ReadReport, LagMonitor] })
export class PollingWatchModule {}
