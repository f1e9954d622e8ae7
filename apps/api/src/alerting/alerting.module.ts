import { Module } from '@nestjs/common';
import { DeliveryDesk } from './delivery.desk.js';
import { DeliverySender } from './delivery.sender.js';
import { DeliveryWorker } from './delivery.worker.js';

@Module({ providers: [DeliverySender, DeliveryDesk, DeliveryWorker] })
export class AlertingModule {}
