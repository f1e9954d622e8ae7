import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { CredentialDesk } from './credential.desk.js';
import { CredentialSetDesk } from './credential-set.desk.js';
import { CredentialsController } from './credentials.controller.js';
import { DeviceActionsController } from './device-actions.controller.js';
import { DeviceCalls } from './device-calls.js';
import { DeviceDesk } from './device.desk.js';
import { DeviceView } from './device.view.js';
import { DevicesController } from './devices.controller.js';
import { BulkController } from './bulk.controller.js';
import { BulkDesk } from './bulk.desk.js';
import { BulkResync } from './bulk-resync.js';
import { EnrolController } from './enrol.controller.js';
import { GroupsController } from './groups.controller.js';
import { ImportController } from './import.controller.js';
import { ImportDesk } from './import.desk.js';
import { RemovalDesk } from './removal.desk.js';
import { ResyncPart } from './resync-part.js';
import { SamplesController } from './samples.controller.js';
import { WaitingController } from './waiting.controller.js';
import { WaitingDesk } from './waiting.desk.js';

/** The inventory: firewalls, their credentials and identities. */
@Module({
  controllers: [
    EnrolController,
    ImportController,
    BulkController,
    DevicesController,
    DeviceActionsController,
    CredentialsController,
    GroupsController,
    WaitingController,
    SamplesController,
  ],
  providers: [
    Writer,
    CredentialDesk,
    CredentialSetDesk,
    DeviceCalls,
    DeviceDesk,
    ResyncPart,
    DeviceView,
    ImportDesk,
    WaitingDesk,
    BulkDesk,
    BulkResync,
    RemovalDesk,
  ],
})
export class DevicesModule {}
