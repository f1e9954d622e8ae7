import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** One value at the time of a scrape. Base units (seconds, bytes); counters end in `_total`. */
export interface Sample {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}
export type MetricsSource = () => readonly Sample[] | Promise<readonly Sample[]>;

/**
 * Gathers what the parts count and writes it in Prometheus' text form. A source that fails is missing from the answer, and
 * counted; so is the second of two that write the same name, which would otherwise add up to a value nobody measured.
 */
@Injectable()
export class MetricsHub {
  private readonly registry = new Registry();
  private readonly sources: MetricsSource[] = [];
  private readonly metrics = new Map<string, Gauge | Counter>();
  private before: Promise<unknown> = Promise.resolve();
  private readonly failures = new Counter({
    name: 'firewatch_metrics_failures_total',
    help: 'Sources that could not be read at a scrape',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get mediaType(): string {
    return this.registry.contentType;
  }

  add(source: MetricsSource): void {
    this.sources.push(source);
  }

  /** One at a time: two that are written side by side would count everything twice. */
  text(): Promise<string> {
    const written = this.before.then(() => this.written());
    this.before = written.catch(() => undefined);
    return written;
  }

  private async written(): Promise<string> {
    for (const metric of this.metrics.values()) metric.reset();
    const taken = new Set<string>();
    for (const source of this.sources) {
      try {
        const samples = await source();
        const twice = samples.find((sample) => taken.has(sample.name));
        if (twice) throw new Error(`${twice.name} is written by two sources`);
        for (const sample of samples) this.write(sample);
        for (const { name } of samples) taken.add(name);
      } catch {
        this.failures.inc();
      }
    }
    return this.registry.metrics();
  }

  private write(sample: Sample): void {
    const labels = sample.labels ?? {};
    const known = this.metrics.get(sample.name);
    const metric = known ?? this.make(sample, Object.keys(labels));
    metric.inc(labels, sample.value);
  }

  private make({ name, help, type }: Sample, labelNames: string[]): Gauge | Counter {
    const options = { name, help, labelNames, registers: [this.registry] };
    const metric = type === 'gauge' ? new Gauge(options) : new Counter(options);
    this.metrics.set(name, metric);
    return metric;
  }
}
