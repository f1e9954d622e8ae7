import type {
  Identity,
  ReadScope,
  Reading,
  UnreadableReading,
  UnreadableReason,
} from '@firewatch/shared/domain/reading';
import { sampleOf } from '../../platform/http/answer-sample.js';
import { startDeadline } from '../../platform/http/deadline.js';
import { TransportFailure, type DeviceConnection } from '../../platform/http/device-transport.js';
import type { CallContext, Target, VendorAdapter } from '../contract.js';
import { ALLOWED_CALLS } from './allowed.js';
import { AnswerWitness } from './answer-witness.js';
import { SonicOsClient } from './client.js';
import { cleanerFor } from './evidence.js';
import { gather, type Gathered, type Wanted } from './gather.js';
import { normalise, type Normalised } from './normalise.js';
import { parsePushedLine } from './push-line.js';
import { SONICWALL_PROFILE } from './profile.js';
import { SONICWALL_RESYNC } from './resync/capability.js';
import { accountOf, SonicOsSession, type Account } from './session.js';
import { signOut } from './sign-out.js';

/** Time for the work of one read; with what giving the session back may take, 15 s and 45 s in all. */
const WORK_MS: Readonly<Record<ReadScope, number>> = { pulse: 13_000, full: 43_000 };
/** Failures behind which an answer stands that somebody should look at. */
const SAMPLED: ReadonlySet<UnreadableReason> = new Set([
  'malformed',
  'not-json',
  'truncated',
  'partial',
  'http-status',
]);

interface Seen {
  readonly gathered: Gathered;
  /** Certificate and key that were checked before the first byte. */
  readonly shown: Omit<Identity, 'serial'>;
  readonly isBound: boolean;
  readonly token: string | undefined;
}

const shownBy = ({ fingerprint, keyFingerprint }: DeviceConnection): Seen['shown'] =>
  keyFingerprint === '' ? { fingerprint } : { fingerprint, keyFingerprint };

/** What one read goes by, and who keeps what it heard. */
interface Task {
  readonly account: Account;
  readonly wanted: Wanted;
  readonly witness: AnswerWitness;
}

async function readInSession(
  connection: DeviceConnection,
  { account, wanted, witness }: Task,
  ctx: CallContext,
): Promise<Seen> {
  const client = new SonicOsClient(connection, ctx.now, witness);
  const session = new SonicOsSession(client, ctx.now);
  try {
    await session.signIn(account);
    const gathered = await gather(client, wanted, ctx.now);
    return { gathered, shown: shownBy(connection), isBound: session.isBound, token: client.token };
  } finally {
    await signOut(session, ctx);
    await connection.close();
  }
}

async function readSeen(target: Target, task: Task, ctx: CallContext): Promise<Seen> {
  const deadline = startDeadline(WORK_MS[task.wanted.scope], ctx.signal);
  try {
    const connection = await ctx.transport.open(target, ALLOWED_CALLS, deadline.signal);
    return await readInSession(connection, task, ctx);
  } finally {
    deadline.end();
  }
}

function toReading(
  seen: Seen,
  told: Normalised,
  at: { readonly startedAt: number; readonly endedAt: number; readonly scope: ReadScope },
): Reading {
  if (told.kind === 'unreadable') return { kind: told.kind, why: told.why, detail: told.detail, ...at };
  const { serial, ...rest } = told;
  return { ...rest, ...at, identity: { serial, ...seen.shown }, sessionBound: seen.isBound };
}

/** Of a read whose answer was not understood; a box that was not reached, or refused us in words we know, leaves none. */
function sampled(reading: Reading, { account, witness }: Task, source?: string): Reading {
  if (reading.kind === 'seen' || !SAMPLED.has(reading.why)) return reading;
  const blamed = witness.toBlame(source);
  if (blamed === undefined) return reading;
  const clean = cleanerFor([account.password, `${account.user}:${account.password}`, account.user]);
  const sample = sampleOf(blamed.answer, blamed.source, (line) => clean(line, line.length));
  return { ...reading, sample };
}

async function read(target: Target, scope: ReadScope, ctx: CallContext): Promise<Reading> {
  const startedAt = ctx.now();
  let task: Task | undefined;
  try {
    const account = accountOf(target);
    const wanted = { scope, events: target.wantsEvents === true };
    task = { account, wanted, witness: new AnswerWitness() };
    const seen = await readSeen(target, task, ctx);
    const clean = cleanerFor([account.password, `${account.user}:${account.password}`, seen.token ?? '']);
    const { clockOffsetMs } = target;
    const told = normalise(seen.gathered, { scope, now: seen.gathered.clockReadAt, clockOffsetMs, clean });
    const reading = toReading(seen, told, { startedAt, endedAt: ctx.now(), scope });
    return told.kind === 'seen' ? reading : sampled(reading, task, told.source);
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    const reading: UnreadableReading = {
      kind: 'unreadable',
      scope,
      startedAt,
      endedAt: ctx.now(),
      why: error.why,
      detail: error.message,
      ...(error.met === undefined ? {} : { met: error.met }),
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    };
    return task === undefined ? reading : sampled(reading, task);
  }
}

/** SonicOS 7 and 8 over their REST API, 6.5 over what it has of it and its command line (vendors/sonicwall 2 and 3). */
export const sonicwallAdapter: VendorAdapter = {
  id: 'sonicwall',
  name: 'SonicWall',
  credential: {
    fields: [
      {
        name: 'user',
        label: 'User name',
        secret: false,
        required: true,
        hint: 'An administrator of its own for each device; SonicOS has no read-only role for its API.',
      },
      { name: 'password', label: 'Password', secret: true, required: true },
    ],
  },
  defaultPort: 443,
  profile: SONICWALL_PROFILE,
  authority: "SonicWall's licensing plane",
  allowed: ALLOWED_CALLS,
  read,
  push: { parse: parsePushedLine },
  resync: SONICWALL_RESYNC,
};
