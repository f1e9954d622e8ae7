import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { CredentialDesk } from './credential.desk.js';
import { CredentialsController } from './credentials.controller.js';
import { DeviceActionsController } from './device-actions.controller.js';
import { DeviceCalls } from './device-calls.js';
import { DeviceDesk } from './device.desk.js';
import { DeviceView } from './device.view.js';
import { DevicesController } from './devices.controller.js';
import { EnrolController } from './enrol.controller.js';

/** The inventory: firewalls, their credentials and identities. */
@Module({
  controllers: [EnrolController, DevicesController, DeviceActionsController, CredentialsController],
  providers: [Writer, CredentialDesk, DeviceCalls, DeviceDesk, DeviceView],
})
export class DevicesModule {}
