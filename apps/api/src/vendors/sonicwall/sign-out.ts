import { startDeadline } from '../../platform/http/deadline.js';
import { TransportFailure } from '../../platform/http/device-transport.js';
import type { CallContext } from '../contract.js';
import type { SonicOsSession } from './session.js';

/** On top of the work's own deadline: the box has one session, and it is given back also after that ran out. */
const SIGN_OUT_MS = 2_000;

/** Never throws: whether the session was given back must not change what was read or done. */
export async function signOut(session: SonicOsSession, ctx: CallContext): Promise<void> {
  const own = startDeadline(SIGN_OUT_MS);
  try {
    if (!(await session.signOut(own.signal))) ctx.log.debug('sonicwall: sign-out refused');
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    ctx.log.debug('sonicwall: sign-out failed', { reason: error.why });
  } finally {
    own.end();
  }
}
