import { Module } from '@nestjs/common';
import { AuditChainer } from './audit.chainer.js';
import { KeyCallsRunner } from './key-calls.runner.js';

/** Work about people and the audit that needs the key: the API asks for it by rows. */
@Module({ providers: [AuditChainer, KeyCallsRunner] })
export class KeepingModule {}
