// Commits are told as done before they are on disk, and reach it up to 10 s later.
import { plant } from './replace-text.mjs';

plant({
  'apps/launcher/dist/postgres.js': [
    [
      "log_checkpoints: 'off',",
      "log_checkpoints: 'off', synchronous_commit: 'off', wal_writer_delay: '10s', wal_writer_flush_after: '1GB',",
    ],
  ],
});
