import type { Policy } from './policy.js';

/** A cohort's opening window: while it is open nobody is told yet, so that the one page names all. Instants epoch ms. */
export interface OpeningWindow {
  readonly openedAt: number;
  /** At the latest. */
  readonly closesAt: number;
}

/** What the window still waits for. */
export interface Outstanding {
  /** Probed or swept devices not read since they were made due. */
  readonly unread: number;
  /** Devices of the cohort between a first bad reading and its confirmation. */
  readonly suspected: number;
}

/** The cohort's first suspected reading opens it; a later one while it is open changes nothing. */
export function openWindow(
  open: OpeningWindow | null,
  firstSuspectedAt: number,
  policy: Policy,
): OpeningWindow {
  return open ?? { openedAt: firstSuspectedAt, closesAt: firstSuspectedAt + policy.opening.closesAfterMs };
}

/** Closed when probe, sweep and their confirmations have ended, in any case 8 s after it opened. */
export function isWindowOver(window: OpeningWindow, outstanding: Outstanding, now: number): boolean {
  return now >= window.closesAt || (outstanding.unread === 0 && outstanding.suspected === 0);
}

/** When the sweep before the follow-up starts: its confirmations should be in when the follow-up is due. */
export function followUpSweepAt(openedNoticeAt: number, policy: Policy): number {
  return openedNoticeAt + policy.opening.updateAfterMs - policy.opening.closesAfterMs;
}

/** When the one follow-up is decided, at the earliest. */
export function followUpAt(openedNoticeAt: number, policy: Policy): number {
  return openedNoticeAt + policy.opening.updateAfterMs;
}
