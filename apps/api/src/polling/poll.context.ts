import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx } from '../store/database.js';
import { ReadLeases } from './read-leases.js';
import { ReadReport } from './read-report.js';

/** What every loop of this feature works with: single statements on the store, time, its claims, and whom to tell. */
@Injectable()
export class PollContext {
  /** Each statement its own transaction. */
  readonly tx: Tx;

  constructor(
    database: Database,
    readonly clock: Clock,
    readonly leases: ReadLeases,
    readonly report: ReadReport,
  ) {
    this.tx = database.single;
  }
}
