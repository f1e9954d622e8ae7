import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { RenewalsController } from './renewals.controller.js';

/** What ends when, for the screens. */
@Module({ controllers: [RenewalsController], providers: [Writer] })
export class RenewalsModule {}
