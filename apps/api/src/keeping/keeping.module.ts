import { Module } from '@nestjs/common';
import { AuditChainer } from './audit.chainer.js';

/** Work about people and the audit that needs the key: the API asks for it by rows. */
@Module({ providers: [AuditChainer] })
export class KeepingModule {}
