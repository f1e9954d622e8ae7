import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { MetricsHub, type Sample } from '../platform/health/metrics-hub.js';
import { PollMetrics } from './poll-metrics.js';

const gauge = (name: string, help: string, value: number): Sample => ({ name, help, type: 'gauge', value });
const counter = (name: string, help: string, value: number): Sample => ({
  name,
  help,
  type: 'counter',
  value,
});

/** Counts of this process since its start, in Prometheus' base units. */
export function pollSamples(metrics: PollMetrics): Sample[] {
  return [
    ...[...metrics.reads].map(([key, value]): Sample => {
      const [scope = '', why = '', outcome = ''] = key.split('/');
      const help = 'Reads that ended, by scope, why and outcome';
      return { name: 'firewatch_reads_total', help, type: 'counter', labels: { scope, why, outcome }, value };
    }),
    counter('firewatch_read_seconds_total', 'Time spent in reads', metrics.readMsTotal / 1_000),
    counter(
      'firewatch_glitches_total',
      'Wrong answers that confirmation took back',
      metrics.events.get('service.glitched') ?? 0,
    ),
    counter(
      'firewatch_transitions_total',
      'Confirmed changes of a verdict',
      metrics.events.get('service.changed') ?? 0,
    ),
    counter(
      'firewatch_results_thrown_away_total',
      'Results of claims that were no longer ours',
      metrics.thrownAway,
    ),
    counter('firewatch_own_batches_total', 'Devices read without the queue', metrics.ownBatches),
    counter(
      'firewatch_store_failures_total',
      'Results that could not be kept at once',
      metrics.storeFailures,
    ),
    gauge('firewatch_reads_in_flight', 'Reads under way', metrics.inFlight),
    gauge(
      'firewatch_poller_behind_devices',
      'Devices not begun an interval after they were due, as this poller last measured',
      metrics.behindDevices,
    ),
    gauge('firewatch_poller_behind_seconds', 'How late the latest of them is', metrics.behindMs / 1_000),
  ];
}

@Injectable()
export class PollMetricsSource implements OnApplicationBootstrap {
  constructor(
    private readonly metrics: PollMetrics,
    private readonly hub: MetricsHub,
  ) {}

  onApplicationBootstrap(): void {
    this.hub.add(() => pollSamples(this.metrics));
  }
}
