import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { CustomerRemovalDesk } from './customer-removal.desk.js';
import { CustomersController } from './customers.controller.js';

/** Customers and their sites. */
@Module({ controllers: [CustomersController], providers: [Writer, CustomerRemovalDesk] })
export class CustomersModule {}
