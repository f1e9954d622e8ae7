import type { OwnBeat } from '@firewatch/api/store/own-health.repo';

export const MB = 1_048_576;

/** What a process that is well reports of itself, with so much space left: less than 50 MB is wrong. */
export const ownBeat = (freeBytes = 900 * MB, id = '00000000-0000-4000-8000-00000000000a'): OwnBeat => ({
  id,
  role: 'all',
  host: 'fw1',
  pid: 7,
  version: '0',
  detail: {
    loops: [],
    blockedMs: 0,
    clockOffsetMs: 0,
    disk: { folder: '/data', freeBytes, warnBytes: 100 * MB, lowBytes: 50 * MB },
    queueWaiting: 0,
  },
});
