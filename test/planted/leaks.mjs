// One secret of the environment slips into the log, into every job and into the live frames.
import { plant } from './replace-text.mjs';

const SECRET = 'process.env.FIREWATCH_PLANTED_SECRET';

plant({
  'apps/api/dist/polling/read-report.js': [
    ['this.log.info(event.type, {', `this.log.info(event.type, { slipped: ${SECRET},`],
  ],
  'apps/api/dist/queues/bullmq-queues.js': [
    ['({ name, data })', `({ name, data: { ...data, slipped: Buffer.from(${SECRET}).toString('base64') } })`],
  ],
  'apps/api/dist/live/frames.js': [["['t', topic]", `['t', topic + encodeURIComponent(${SECRET})]`]],
});
