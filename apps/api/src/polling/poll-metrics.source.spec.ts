import { describe, expect, it } from 'vitest';
import { PollMetrics } from './poll-metrics.js';
import { pollSamples } from './poll-metrics.source.js';

describe('pollSamples', () => {
  it('tells 2 reads by their outcome, 1 glitch and 1.5 s of lateness', () => {
    const metrics = new PollMetrics();
    metrics.ended('pulse', 'due', 'seen');
    metrics.ended('pulse', 'confirm', 'timeout');
    metrics.happened('service.glitched');
    metrics.behindMs = 1_500;
    const lines = pollSamples(metrics).map((one) => [one.name, one.labels ?? null, one.value]);
    expect(lines).toContainEqual([
      'firewatch_reads_total',
      { scope: 'pulse', why: 'due', outcome: 'seen' },
      1,
    ]);
    expect(lines).toContainEqual([
      'firewatch_reads_total',
      { scope: 'pulse', why: 'confirm', outcome: 'timeout' },
      1,
    ]);
    expect(lines).toContainEqual(['firewatch_glitches_total', null, 1]);
    expect(lines).toContainEqual(['firewatch_poller_behind_seconds', null, 1.5]);
  });
});
