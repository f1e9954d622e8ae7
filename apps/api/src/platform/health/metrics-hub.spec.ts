import { describe, expect, it } from 'vitest';
import { MetricsHub } from './metrics-hub.js';

const lines = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('firewatch_'));

describe('metrics', () => {
  it('writes the values of this scrape only: 3 exposed, then none', async () => {
    const hub = new MetricsHub();
    let exposed = 3;
    hub.add(() => [
      {
        name: 'firewatch_devices',
        help: 'Devices',
        type: 'gauge',
        labels: { verdict: 'exposed' },
        value: exposed,
      },
    ]);
    expect(lines(await hub.text())).toContain('firewatch_devices{verdict="exposed"} 3');
    exposed = 0;
    expect(lines(await hub.text())).toContain('firewatch_devices{verdict="exposed"} 0');
  });

  it('refuses the second source of one name instead of adding 2 and 3 up to 5', async () => {
    const hub = new MetricsHub();
    for (const value of [2, 3]) {
      hub.add(() => [{ name: 'firewatch_late_seconds', help: 'Late', type: 'gauge', value }]);
    }
    expect(lines(await hub.text())).toEqual([
      'firewatch_metrics_failures_total 1',
      'firewatch_late_seconds 2',
    ]);
  });

  it('leaves out a source that fails, counts it, and still gives the others', async () => {
    const hub = new MetricsHub();
    hub.add(() => Promise.reject(new Error('store away')));
    hub.add(() => [{ name: 'firewatch_reads_total', help: 'Reads', type: 'counter', value: 7 }]);
    expect(lines(await hub.text())).toEqual([
      'firewatch_metrics_failures_total 1',
      'firewatch_reads_total 7',
    ]);
  });
});

it('counts once for each of two that scrape at the same time', async () => {
  const hub = new MetricsHub();
  hub.add(async () => {
    await Promise.resolve();
    return [{ name: 'firewatch_reads_total', help: 'Reads', type: 'counter', value: 7 }];
  });
  const texts = await Promise.all([hub.text(), hub.text()]);
  for (const text of texts) expect(text).toContain('firewatch_reads_total 7\n');
});
