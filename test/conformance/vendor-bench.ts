import type { CertificateSeen } from '@firewatch/api/platform/http/device-transport';
import { PinnedTransport } from '@firewatch/api/platform/http/pinned-transport';
import type {
  CallContext,
  ResyncCapability,
  StepOutcome,
  Target,
  VendorAdapter,
} from '@firewatch/api/vendors/contract';
import type { ReadScope, Reading } from '@firewatch/shared/domain/reading';

/** What every vendor's far side must be able to do wrong. */
export type Misbehaviour =
  | 'refuses-connection'
  | 'refuses-auth'
  | 'stalls'
  | 'drips'
  | 'cuts'
  | 'html'
  | 'redirects'
  | 'huge'
  | 'gzip-bomb'
  | 'changed-certificate'
  | 'wrong-serial'
  | { readonly status: number; readonly retryAfterSeconds?: number };

/** What can go wrong with an order after the sign-in went well. */
export type OrderTrouble =
  /** The device refuses it in its own words. */
  | 'refuses'
  /** Somebody holds the device, or its configuration mode. */
  | 'held'
  | 'config-mode-held'
  /** It has read the order and says nothing, or breaks off. */
  | 'stalls-after'
  | 'cuts-after'
  /** The connection ends between sign-in and order. */
  | 'cuts-before'
  | { readonly status: number; readonly retryAfterSeconds?: number };

/** One vendor's counterpart for the suite: a far side nobody wrote for this test, with switches. */
export interface VendorBench {
  readonly target: Target;
  readonly serial: string;
  /** Everything that must never be seen again, in clear. */
  readonly secrets: readonly string[];
  misbehave(how: Misbehaviour): void;
  /** The same for orders; needed of vendors that can resynchronise. */
  troubleOrders(how: OrderTrouble): void;
  /** Method and path of every order the device has read since it started. */
  orders(): Promise<readonly string[]>;
  recover(): void;
  /** Sessions the box still holds for us. */
  heldSessions(): Promise<number>;
  /** Decrypted bytes the box has received since it started. */
  applicationBytes(): Promise<number>;
  /** Wrong passwords the box has counted. */
  authFailures(): Promise<number>;
  /** A target that signs us in and then says `answer` to everything; `echo` instead sends back what it was sent. */
  nonsense(answer: unknown): Promise<Target>;
  close(): Promise<void>;
}

const LOOPBACK = { loopback: ['127.0.0.0/8'], ownListeners: [], ownAddresses: [] };
export const transport = new PinnedTransport({ egress: LOOPBACK });

/** Everything readings, errors and log lines said in this process, for the search for secrets. */
export const said: string[] = [];

export interface Asked {
  readonly scope?: ReadScope;
  readonly limitMs?: number;
  /** Also which log events the device sends. */
  readonly wantsEvents?: boolean;
}

/** One read as the product makes it, real transport and clock; what it says is kept for the search. */
export async function ask(
  vendor: VendorAdapter,
  target: Target,
  { scope = 'pulse', limitMs = 10_000, wantsEvents = false }: Asked = {},
): Promise<Reading> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new DOMException('limit', 'TimeoutError')), limitMs);
  const ctx: CallContext = {
    signal: stop.signal,
    transport,
    now: Date.now,
    log: { debug: (message, fields) => said.push(`${message} ${JSON.stringify(fields ?? {})}`) },
  };
  try {
    const reading = await vendor.read({ ...target, wantsEvents }, scope, ctx);
    said.push(JSON.stringify(reading));
    return reading;
  } catch (error) {
    said.push(error instanceof Error ? `${error.message}\n${error.stack}` : String(error));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** One step as the runner gives it; what it says is kept for the search. */
export async function order(
  resync: ResyncCapability,
  stepId: string,
  target: Target,
  over: { readonly limitMs?: number; readonly transport?: CallContext['transport'] } = {},
): Promise<StepOutcome> {
  const stop = new AbortController();
  const timer = setTimeout(
    () => stop.abort(new DOMException('limit', 'TimeoutError')),
    over.limitMs ?? 10_000,
  );
  const ctx: CallContext = {
    signal: stop.signal,
    transport: over.transport ?? transport,
    now: Date.now,
    log: { debug: (message, fields) => said.push(`${message} ${JSON.stringify(fields ?? {})}`) },
  };
  if (over.limitMs === 0) stop.abort(new DOMException('limit', 'TimeoutError'));
  try {
    const outcome = await resync.perform(stepId, target, ctx);
    said.push(JSON.stringify(outcome));
    return outcome;
  } catch (error) {
    said.push(error instanceof Error ? `${error.message}\n${error.stack}` : String(error));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export function look(target: Target): Promise<CertificateSeen> {
  const { host, port, tls } = target;
  return transport.look({ host, port, tls }, AbortSignal.timeout(5_000));
}

/** A secret in every spelling in which it could slip out. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const once = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  // Inside a reading that was itself written as JSON, quotes and backslashes are escaped once more.
  return [...new Set(once.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]))];
}
