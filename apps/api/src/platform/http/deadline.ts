/** A signal with an end of its own; `end()` must be called, or its timer and listener outlive the work. */
export interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * Aborts after `limitMs` with a `TimeoutError`, or together with `parent` and for its reason.
 * One plain controller per read: `AbortSignal.any` keeps its sources alive until collected and costs more per read.
 * Units   limitMs: milliseconds of this process's monotonic timers.
 */
export function startDeadline(limitMs: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent?.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException(`no end after ${limitMs} ms`, 'TimeoutError')),
    limitMs,
  );
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', follow);
    },
  };
}
