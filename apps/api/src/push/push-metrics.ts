import type { Sample } from '../platform/health/metrics-hub.js';

export const LINE_OUTCOMES = ['device', 'unknown-serial', 'unreadable', 'oversize', 'flood'] as const;
export type LineOutcome = (typeof LINE_OUTCOMES)[number];
const DROPPED: readonly LineOutcome[] = ['oversize', 'flood'];
const MINUTE_MS = 60_000;

/** Counts of this process since its start. */
export class PushMetrics {
  private readonly lines = new Map<LineOutcome, number>(LINE_OUTCOMES.map((outcome) => [outcome, 0]));
  private recent: { readonly at: number; readonly all: number; readonly dropped: number }[] = [];
  reads = 0;
  connections = 0;
  refusedConnections = 0;
  unlistedSerials = 0;
  waiting = 0;

  count(outcome: LineOutcome, by = 1): void {
    this.lines.set(outcome, (this.lines.get(outcome) ?? 0) + by);
  }

  private total(outcomes: readonly LineOutcome[]): number {
    return outcomes.reduce((sum, outcome) => sum + (this.lines.get(outcome) ?? 0), 0);
  }

  /** Lines and dropped lines in about the last minute; call it at an even pace. `at` ms of a steady clock. */
  perMinute(at: number): { readonly lines: number; readonly dropped: number } {
    const now = { at, all: this.total(LINE_OUTCOMES), dropped: this.total(DROPPED) };
    const [first = { all: 0, dropped: 0 }] = this.recent.filter((one) => one.at >= at - MINUTE_MS);
    this.recent = [...this.recent.filter((one) => one.at >= at - MINUTE_MS), now];
    return { lines: now.all - first.all, dropped: now.dropped - first.dropped };
  }

  samples(): Sample[] {
    const counter = (name: string, help: string, value: number): Sample => ({
      name,
      help,
      type: 'counter',
      value,
    });
    const gauge = (name: string, help: string, value: number): Sample => ({
      name,
      help,
      type: 'gauge',
      value,
    });
    return [
      ...[...this.lines].map(([outcome, value]): Sample => {
        const help = 'Pushed lines taken in, by what became of them';
        return { name: 'firewatch_push_lines_total', help, type: 'counter', labels: { outcome }, value };
      }),
      counter('firewatch_push_reads_total', 'Reads that pushed lines were granted', this.reads),
      counter(
        'firewatch_push_connections_refused_total',
        'Connections beyond the limit of their source or of all',
        this.refusedConnections,
      ),
      counter(
        'firewatch_push_serials_unlisted_total',
        'Unknown serial numbers for which the list had no room',
        this.unlistedSerials,
      ),
      gauge('firewatch_push_connections', 'Open connections', this.connections),
      gauge('firewatch_push_waiting', 'Devices that wait for a read of their own', this.waiting),
    ];
  }
}
