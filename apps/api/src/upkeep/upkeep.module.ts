import { Module } from '@nestjs/common';
import { Auditor, AuditorWays } from './auditor.js';
import { HealthDoor } from './health-door.js';
import { HousekeepingWorker } from './housekeeping.worker.js';
import { OwnNewsDesk } from './own-news.desk.js';
import { Pinger } from './pinger.js';
import { ProcessWatch, WatchedParts } from './process-watch.js';

/** Every process says that it lives. All roles. */
@Module({ providers: [WatchedParts, ProcessWatch, HealthDoor] })
export class WatchModule {}

/** Whether Firewatch itself works, who is told, and what is no longer kept. Roles all and worker. */
@Module({ providers: [OwnNewsDesk, Pinger, AuditorWays, Auditor, HousekeepingWorker] })
export class AuditModule {}
