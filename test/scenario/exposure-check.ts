/**
 * Exposure per customer from two sides: the simulator's log of what was, and what the product answers.
 * By hand: `npm run exposure-check -- <control URL> <product URL> <email> <password>`.
 */
import { exposureReport } from '@firewatch/shared/wire/reports';
import { Rest } from '../support/rest.ts';

interface Truth {
  readonly now: number;
  readonly intervals: readonly { readonly device: string; readonly from: number; readonly to?: number }[];
}
interface Simulated {
  control<T>(method: string, path: string): Promise<T>;
}
export interface ExposureRow {
  readonly customer: string;
  readonly trueSeconds: number;
  readonly toldSeconds: number;
  readonly differenceSeconds: number;
}

/** Length of the union of intervals, ms. */
function unionMs(intervals: readonly (readonly [number, number])[]): number {
  let total = 0;
  let end = -Infinity;
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}

export async function compareExposure(simulator: Simulated, rest: Rest): Promise<ExposureRow[]> {
  const { items } = await simulator.control<{ items: { id: string; customer: string }[] }>('GET', '/devices');
  const customerOf = new Map(items.map((device) => [device.id, device.customer]));
  const report = await rest.get('/reports/exposure', exposureReport);
  const asOf = Date.parse(report.asOf);
  const truth = await simulator.control<Truth>('GET', '/log/truth');
  const byCustomer = new Map<string, [number, number][]>();
  for (const interval of truth.intervals) {
    const customer = customerOf.get(interval.device) ?? '';
    byCustomer.set(customer, [
      ...(byCustomer.get(customer) ?? []),
      [interval.from, Math.min(interval.to ?? asOf, asOf)],
    ]);
  }
  return [...byCustomer].map(([customer, intervals]) => {
    const told = report.customers.find((one) => one.customerName === customer)?.exposedSeconds ?? 0;
    const was = unionMs(intervals) / 1_000;
    return { customer, trueSeconds: was, toldSeconds: told, differenceSeconds: told - was };
  });
}

if (process.argv[1]?.endsWith('exposure-check.ts') === true) {
  const [control = '', url = '', email = '', password = ''] = process.argv.slice(2);
  const rest = new Rest(url);
  await rest.signIn(email, password);
  const simulator = {
    control: async <T>(method: string, path: string): Promise<T> =>
      (await (await fetch(`${control}${path}`, { method })).json()) as T,
  };
  process.stdout.write(`${JSON.stringify(await compareExposure(simulator, rest), null, 1)}\n`);
}
