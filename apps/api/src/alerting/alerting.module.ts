import { Module } from '@nestjs/common';
import { DeliveryDesk } from './delivery.desk.js';
import { DeliverySender } from './delivery.sender.js';
import { DeliveryWorker } from './delivery.worker.js';
import { DirectAlarm } from './direct.alarm.js';

@Module({ providers: [DeliverySender, DeliveryDesk, DeliveryWorker, DirectAlarm] })
export class AlertingModule {}
