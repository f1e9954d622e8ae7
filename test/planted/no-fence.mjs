// Whoever has read a device may write its result, whoever holds the claim by now.
import { plant } from './replace-text.mjs';

plant({
  'apps/api/dist/store/state-writes.js': [
    ['and p.fence = w.fence and (not w.is_reading or p.leased_by is not null)', ''],
  ],
  'apps/api/dist/store/device-targets.repo.js': [
    [
      'p.device_id = l.device_id and p.fence = l.fence and p.leased_by is not null',
      'p.device_id = l.device_id',
    ],
  ],
  'apps/api/dist/store/reading.recorder.js': [
    [
      'one.device_id === record.device_id && one.fence === record.fence',
      'one.device_id === record.device_id',
    ],
  ],
  'apps/api/dist/polling/read-leases.js': [['if (!kept.has(lease.deviceId))', 'if (false)']],
});
