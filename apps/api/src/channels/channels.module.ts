import { Module } from '@nestjs/common';
import { Writer } from '../store/idempotency.writer.js';
import { ChannelDesk } from './channel.desk.js';
import { ChannelsController } from './channels.controller.js';
import { DailyMailsController } from './daily-mails.controller.js';

/** Where notices go, and what became of them. */
@Module({ controllers: [ChannelsController, DailyMailsController], providers: [Writer, ChannelDesk] })
export class ChannelsModule {}
