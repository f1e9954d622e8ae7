import { Module } from '@nestjs/common';
import { DeliverySender } from './delivery.sender.js';
import { DeliveryWorker } from './delivery.worker.js';

@Module({ providers: [DeliverySender, DeliveryWorker] })
export class AlertingModule {}
