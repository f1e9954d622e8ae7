// Deliveries are sent by jobs of the queue alone: no loop over the rows, no nudge.
import { plant } from './replace-text.mjs';

plant({
  'apps/api/dist/alerting/delivery.worker.js': [
    ['this.loop.start();', ''],
    ["this.off = this.nudges.on('fw_deliveries', () => this.loop.kick());", ''],
  ],
});
