import { Module } from '@nestjs/common';
import { LiveAuth } from './live.auth.js';
import { LiveGateway } from './live.gateway.js';
import { LivePublisher } from './live.publisher.js';

@Module({ providers: [LivePublisher, LiveGateway, LiveAuth] })
export class LiveModule {}
