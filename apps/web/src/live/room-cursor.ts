/** Where this page stands in one room's numbered history. */
export interface RoomCursor {
  readonly streamId: string;
  /** Number of the last change applied. */
  readonly seq: number;
}

export type FrameJudgement =
  | { readonly kind: 'apply'; readonly seq: number }
  /** All of it was already in the list that was fetched. */
  | { readonly kind: 'old' }
  /** Something before it is missing: fetch the list again. */
  | { readonly kind: 'gap' };

/** Frames carry numbers `s … s+n-1`; changes are whole states, so one that overlaps may be applied twice. */
export function judgeFrame(cursor: RoomCursor, frame: { s: number; n: number }): FrameJudgement {
  const last = frame.s + frame.n - 1;
  if (last <= cursor.seq) return { kind: 'old' };
  if (frame.s > cursor.seq + 1) return { kind: 'gap' };
  return { kind: 'apply', seq: last };
}
