// Not a fault of the build but of the process while it runs: SIGUSR2 sets off the one that FIREWATCH_PLANTED_FAULT names.
import { plant } from './replace-text.mjs';

const OFF_MS = 10 * 60_000;
const BLOCK_MS = 100_000;
const realNow = Date.now;

const faults = {
  pollers: () => {
    globalThis.firewatchPollersStand = true;
  },
  loop: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCK_MS);
  },
  clock: () => {
    Date.now = () => realNow() + OFF_MS;
  },
};

plant({
  'apps/api/dist/polling/poll.scheduler.js': [
    ['async round() {', 'async round() { if (globalThis.firewatchPollersStand) return false;'],
  ],
});
process.on('SIGUSR2', () => faults[process.env.FIREWATCH_PLANTED_FAULT]());
