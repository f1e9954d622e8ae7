/** Verdicts, worst first: the order of every list and count. */
export const VERDICTS = [
  'exposed',
  'blocking',
  'unknown',
  'weakened',
  'protecting',
  'off-by-policy',
  'not-applicable',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Named reasons: the row of DESIGN 3 that applied. */
export const VERDICT_REASONS = [
  'off-by-policy',
  'not-applicable',
  'not-running',
  'switched-off',
  'no-signatures',
  'licence-lost',
  'licence-expired',
  'frozen',
  'partial',
  'detect-only',
  'stale',
  'licence-unknown',
  'enabled-unknown',
  'signatures-unknown',
  'running-unknown',
  'ok',
  'ok-expiring',
  'ok-grace',
  'ageing',
  /** Shown only: no believed reading yet / believed reading too old. */
  'never-read',
  'no-believable-answer',
  /** Believed after a suspect deadline passed in silence. */
  'suspected-unverified',
  /** Shown only: a device that cannot be read by nature, kept on a checklist. */
  'not-readable',
] as const;
export type VerdictReason = (typeof VERDICT_REASONS)[number];

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
}

/** A service that should protect and does not. */
export const isBad = (verdict: Verdict): boolean => verdict === 'exposed' || verdict === 'blocking';

/** Reasons fold into the families by which devices fail together (the `turn` of a fleet incident). */
export type TurnFamily = 'licence' | 'switched' | 'signatures' | 'running';
