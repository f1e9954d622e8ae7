/** What one look at a worker and its queue saw. */
export interface WorkerLook {
  readonly waiting: number;
  /** Jobs this worker is busy with. */
  readonly running: number;
  readonly concurrency: number;
  /** Since a job last started or ended here. */
  readonly quietMs: number;
}

/** A worker that leaves waiting jobs alone for this long although it has room is taken for stuck (bullmq#4585). */
export const STUCK_AFTER_MS = 10_000;

export function isStuck(look: WorkerLook): boolean {
  return look.waiting > 0 && look.running < look.concurrency && look.quietMs >= STUCK_AFTER_MS;
}
