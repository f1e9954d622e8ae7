import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AlertingModule } from './alerting/alerting.module.js';
import { AuditTrailModule } from './audit/audit.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { CorrelationModule } from './correlation/correlation.module.js';
import { CustomersModule } from './customers/customers.module.js';
import { DevicesModule } from './devices/devices.module.js';
import { IncidentsModule } from './incidents/incidents.module.js';
import { KeepingModule } from './keeping/keeping.module.js';
import { LiveModule } from './live/live.module.js';
import { MaintenanceModule } from './maintenance/maintenance.module.js';
import { Clock, OffsetClock } from './platform/clock/clock.js';
import { FarClocks } from './platform/clock/far-clocks.js';
import { CONFIG, type ProgramRole } from './platform/config/config.js';
import { DEVICE_TRANSPORT } from './platform/http/device-transport.js';
import { DiskWatch } from './platform/health/disk-watch.js';
import { MetricsHub } from './platform/health/metrics-hub.js';
import { StoreSignal } from './platform/health/store-signal.js';
import { Log } from './platform/log/log.js';
import { Ending } from './platform/loop/ending.js';
import { PollingModule } from './polling/polling.module.js';
import { PollingWatchModule } from './polling/polling-watch.module.js';
import { PushIntakeModule, PushModule } from './push/push.module.js';
import { QueuePort } from './queues/queue-table.js';
import { ReadingsModule } from './readings/readings.module.js';
import { RenewalsModule } from './renewals/renewals.module.js';
import { RenewalsWatchModule } from './renewals/renewals-watch.module.js';
import type { Runtime } from './runtime.js';
import { ResyncCallModule, ResyncModule, ResyncRunModule } from './resync/resync.module.js';
import { Database } from './store/database.js';
import { Nudges } from './store/nudges.js';
import { Vault } from './store/vault.js';
import { AuditModule, WatchModule } from './upkeep/upkeep.module.js';
import { VENDOR_ADAPTERS } from './vendors/contract.js';
import { VENDORS } from './vendors/registry.js';

type Modules = NonNullable<ModuleMetadata['imports']>;

const POLLER: Modules = [PollingModule, PushIntakeModule, ResyncCallModule];
const WORKER: Modules = [
  CorrelationModule,
  AlertingModule,
  KeepingModule,
  AuditModule,
  RenewalsWatchModule,
  ResyncRunModule,
];
const API: Modules = [
  AccessModule,
  AuditTrailModule,
  CustomersModule,
  DevicesModule,
  ReadingsModule,
  RenewalsModule,
  IncidentsModule,
  ChannelsModule,
  MaintenanceModule,
  PushModule,
  ResyncModule,
  LiveModule,
];

const BY_ROLE: Readonly<Record<ProgramRole, Modules>> = {
  all: [...POLLER, ...WORKER, ...API],
  poller: POLLER,
  worker: [...WORKER, PollingWatchModule],
  api: API,
};

@Module({})
class RuntimeModule {}

/** The only file that knows every module: which of them run follows from the role. */
@Module({})
export class AppModule {
  static for(runtime: Runtime): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: runtime.config },
      { provide: Log, useValue: runtime.log },
      { provide: Clock, useValue: runtime.clock },
      { provide: OffsetClock, useValue: runtime.clock },
      { provide: FarClocks, useValue: new FarClocks() },
      { provide: DiskWatch, useValue: new DiskWatch(runtime.config.upkeep.disk) },
      { provide: StoreSignal, useValue: new StoreSignal() },
      { provide: MetricsHub, useValue: new MetricsHub() },
      { provide: Ending, useValue: new Ending() },
      { provide: Database, useValue: runtime.database },
      { provide: Nudges, useValue: runtime.nudges },
      { provide: QueuePort, useValue: runtime.queues },
      { provide: Vault, useValue: runtime.vault },
      { provide: DEVICE_TRANSPORT, useValue: runtime.transport },
      { provide: VENDOR_ADAPTERS, useValue: VENDORS },
    ];
    return {
      module: AppModule,
      imports: [
        { module: RuntimeModule, global: true, providers, exports: providers.map((one) => one.provide) },
        WatchModule,
        ...BY_ROLE[runtime.config.role],
      ],
    };
  }
}
