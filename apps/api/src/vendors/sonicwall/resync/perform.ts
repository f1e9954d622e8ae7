import { startDeadline } from '../../../platform/http/deadline.js';
import {
  TransportFailure,
  UnsentFailure,
  type DeviceConnection,
} from '../../../platform/http/device-transport.js';
import type { CallContext, StepOutcome, Target } from '../../contract.js';
import { SERVICES_STATUS, SESSION_CALLS } from '../allowed.js';
import { SonicOsClient } from '../client.js';
import { cleanerFor } from '../evidence.js';
import { accountOf, SonicOsSession, type Account } from '../session.js';
import { signOut } from '../sign-out.js';
import { allowedCallOf, apiStep, RESYNC_PATHS, STEP_BODY, type ApiStepId } from './calls.js';
import { outcomeOf, unsentAnswer } from './step-answer.js';

/** For connecting, signing in and the answer to the order; giving the session back comes on top. */
const WORK_MS = 30_000;

interface Order {
  readonly step: ApiStepId;
  readonly account: Account;
  readonly signal: AbortSignal;
}

/** Some 7.x firmware takes nothing before `POST /start-management`: found out by a read, so that the order itself goes once. */
async function openForManagement(client: SonicOsClient): Promise<void> {
  const first = await client.get(SERVICES_STATUS);
  const isRefused = first.kind === 'failed' && (first.status === 401 || first.status === 403);
  if (isRefused) await client.startManagement();
}

/** From here on a failure leaves open whether the device has taken it, except where the connection could not be made again. */
async function send(client: SonicOsClient, order: Order, ctx: CallContext): Promise<StepOutcome> {
  const { step, account } = order;
  const clean = cleanerFor([account.password, `${account.user}:${account.password}`, client.token ?? '']);
  try {
    const answer = await client.postOrder(RESYNC_PATHS[step], STEP_BODY);
    return outcomeOf(answer, { step, clean, now: ctx.now() });
  } catch (error) {
    if (!(error instanceof TransportFailure) || error instanceof UnsentFailure) throw error;
    return { answer: 'unsure', words: `Sent, and no answer was understood: ${error.message}` };
  }
}

async function inSession(connection: DeviceConnection, order: Order, ctx: CallContext): Promise<StepOutcome> {
  const client = new SonicOsClient(connection, ctx.now);
  const session = new SonicOsSession(client, ctx.now);
  try {
    await session.signIn(order.account);
    await openForManagement(client);
    if (order.signal.aborted)
      throw new TransportFailure('timeout', 'The time was over before the order was sent.');
    return await send(client, order, ctx);
  } finally {
    await signOut(session, ctx);
    await connection.close();
  }
}

/**
 * One step: signs in without pushing anybody out, gives one order, signs out.
 * Shape   `stepId` of a step that is a call; the connection can carry this one order, signing in and out, and nothing else.
 * Errors  as values; throws for a step that is no call, before anything is opened.
 */
export async function perform(stepId: string, target: Target, ctx: CallContext): Promise<StepOutcome> {
  const step = apiStep(stepId);
  const { signal, end } = startDeadline(WORK_MS, ctx.signal);
  try {
    const account = accountOf(target);
    const allowed = [...SESSION_CALLS, allowedCallOf(step)];
    const connection = await ctx.transport.open(target, allowed, signal);
    return await inSession(connection, { step, account, signal }, ctx);
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return { answer: unsentAnswer(error.why), words: error.message };
  } finally {
    end();
  }
}
