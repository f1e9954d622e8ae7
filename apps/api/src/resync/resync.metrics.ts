import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RESYNC_OUTCOMES, RUN_STATES } from '@firewatch/shared/domain/resync';
import { MetricsHub, type Sample } from '../platform/health/metrics-hub.js';
import { Database } from '../store/database.js';
import { resyncFigures } from '../store/resync-engine.repo.js';

/** Runs, calls and outcomes as they are stored. */
@Injectable()
export class ResyncMetrics implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly hub: MetricsHub,
  ) {}

  onApplicationBootstrap(): void {
    this.hub.add(() => this.collect());
  }

  private async collect(): Promise<readonly Sample[]> {
    const found = await resyncFigures(this.database.single);
    const runs = RUN_STATES.map((state): Sample => ({
      name: 'firewatch_resync_runs',
      help: 'Resync runs by state',
      type: 'gauge',
      labels: { state },
      value: found.runs[state] ?? 0,
    }));
    const outcomes = RESYNC_OUTCOMES.map((outcome): Sample => ({
      name: 'firewatch_resync_outcomes_total',
      help: 'Firewalls settled by resync runs, by outcome of their newest attempt',
      type: 'counter',
      labels: { outcome },
      value: found.outcomes[outcome] ?? 0,
    }));
    return [
      ...runs,
      ...outcomes,
      {
        name: 'firewatch_resync_calls_open',
        help: 'Calls that were intended and have no answer yet',
        type: 'gauge',
        value: found.openCalls,
      },
      {
        name: 'firewatch_resync_working',
        help: 'Firewalls that a run works on',
        type: 'gauge',
        value: found.working,
      },
    ];
  }
}
