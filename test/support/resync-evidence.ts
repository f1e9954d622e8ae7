import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { lineOf, type ResyncWorld, type SimulatedOrder } from './resync.ts';

/** A row of the evidence: one service of one firewall, by the heads of its columns. */
export type EvidenceRow = Readonly<Record<string, string>>;

/** One call as the evidence tells it. Epoch ms. */
interface ToldCall {
  readonly serial: string;
  /** `POST /license/synchronize`. */
  readonly line: string;
  readonly at: number;
  readonly answer: string;
  /** NaN = no answer is told. */
  readonly answeredAt: number;
}

/** Two clocks of one machine, read by different processes. */
const CLOCK_MS = 50;
const CALL = /^(?<at>\S+Z) (?<line>.+?): (?<answer>[a-z ]+?)(?: at (?<answeredAt>\S+Z))?(?: ".*")?$/s;
const call = z.object({
  at: z.string(),
  line: z.string(),
  answer: z.string(),
  answeredAt: z.string().optional(),
});

/** The evidence of a run, from the file that a customer is given. */
export async function evidenceOf(rest: ResyncWorld['rest'], runId: string): Promise<readonly EvidenceRow[]> {
  const answer = await rest.send('GET', `/resync-runs/${runId}/report?format=csv`);
  if (!answer.ok) throw new Error(`the evidence of ${runId} answered ${answer.status}`);
  return z.array(z.record(z.string(), z.string())).parse(parse(await answer.text(), { columns: true }));
}

/** Calls stand on every row of their firewall; each is taken once. */
function toldCalls(rows: readonly EvidenceRow[]): readonly ToldCall[] {
  const cells = new Map(rows.map((row) => [row['Serial'] ?? '', row['Calls'] ?? '']));
  return [...cells].flatMap(([serial, cell]) => {
    const texts = cell === '' ? [] : cell.split(/; (?=\d{4}-\d\d-\d\dT)/);
    return texts.map((text) => {
      const { at, answeredAt, ...told } = call.parse(CALL.exec(text)?.groups);
      return { ...told, serial, at: Date.parse(at), answeredAt: Date.parse(answeredAt ?? '') };
    });
  });
}

/** An answer that never came says nothing of the order; one of a firewall that was not reached says there was none. */
function mayBe(order: SimulatedOrder, { answer }: ToldCall): boolean {
  if (answer === 'unsure') return true;
  return answer !== 'unreachable' && order.status < 400 === (answer === 'accepted');
}

const isSame = (order: SimulatedOrder, told: ToldCall): boolean =>
  order.serial === told.serial &&
  lineOf(order) === told.line &&
  order.at >= told.at - CLOCK_MS &&
  order.at <= told.answeredAt + CLOCK_MS &&
  mayBe(order, told);

/**
 * The evidence of a run against the log of the firewalls while it ran: every accepted call reached the firewall of that serial
 * between its beginning and its answer, and every order that a firewall took is told, once.
 * Shape   one sentence for each that stands on one side only; empty = they match.
 */
export function evidenceAgainstLog(
  rows: readonly EvidenceRow[],
  orders: readonly SimulatedOrder[],
): readonly string[] {
  const left = [...orders];
  const untold = toldCalls(rows).filter((told) => {
    const index = left.findIndex((order) => isSame(order, told));
    if (index !== -1) left.splice(index, 1);
    return index === -1 && told.answer === 'accepted';
  });
  return [
    ...untold.map(({ serial, line, at }) => `told, and not in the log: ${line} of ${serial} at ${at}`),
    ...left.map((order) => `in the log, and not told: ${lineOf(order)} of ${order.serial} at ${order.at}`),
  ];
}
