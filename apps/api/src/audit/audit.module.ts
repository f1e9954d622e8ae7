import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { KeyCalls } from '../store/key-calls.js';
import { AuditController } from './audit.controller.js';

/** Who changed what, to be read and to be checked. */
@Module({ controllers: [AuditController], providers: [Writer, KeyCalls] })
export class AuditTrailModule {}
