import { Injectable } from '@nestjs/common';
import { ReadLeases } from './read-leases.js';
import { ReadReport } from './read-report.js';

/** What every loop of this feature reports to and holds its claims with. */
@Injectable()
export class PollContext {
  constructor(
    readonly leases: ReadLeases,
    readonly report: ReadReport,
  ) {}
}
