import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { ChannelDesk } from './channel.desk.js';
import { ChannelsController } from './channels.controller.js';

/** Where notices go, and what became of them. */
@Module({ controllers: [ChannelsController], providers: [Writer, ChannelDesk] })
export class ChannelsModule {}
