import type { Rest } from './rest.ts';

/** Sum of a metric over its labels, as Prometheus would read it. */
export async function metric(url: string, rest: Rest, name: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { cookie: rest.cookieHeader } });
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`);
  const lines = (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  if (lines.length === 0) throw new Error(`/metrics has no ${name}`);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
