import { Controller } from '@nestjs/common';
import {
  channel,
  type Channel,
  type Delivery,
  delivery,
  deliveryQuery,
  editChannel,
  newChannel,
  testAnswer,
} from '@firewatch/shared/wire/channels';
import { page } from '@firewatch/shared/wire/primitives';
import { z } from 'zod';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { findDelivery, listChannels, listDeliveries } from '../store/channels.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { ChannelDesk, foundChannel } from './channel.desk.js';

const list = route({
  method: 'GET',
  path: 'channels',
  access: 'everything',
  summary: 'Where notices go, with the last delivery of each',
  answer: page(channel),
});
const create = route({
  method: 'POST',
  path: 'channels',
  access: 'owner',
  summary: 'Add a channel; its password can be replaced but not read',
  body: newChannel,
  answer: channel,
  status: 201,
  idempotent: true,
});
const edit = route({
  method: 'PATCH',
  path: 'channels/:id',
  access: 'owner',
  summary: 'Change a channel or switch it off',
  body: editChannel,
  answer: channel,
});
const remove = route({
  method: 'DELETE',
  path: 'channels/:id',
  access: 'owner',
  summary: 'Remove a channel; what it was told already is still sent',
});
const test = route({
  method: 'POST',
  path: 'channels/:id/test',
  access: 'owner',
  summary: 'Send a test message through it; ask the delivery what became of it',
  answer: testAnswer,
  status: 202,
  idempotent: true,
  perMinute: 60,
});
const log = route({
  method: 'GET',
  path: 'channels/deliveries',
  access: 'everything',
  summary: 'The delivery log, youngest first',
  query: deliveryQuery,
  answer: page(delivery),
});
const readDelivery = route({
  method: 'GET',
  path: 'channels/deliveries/:id',
  access: 'everything',
  summary: 'What became of one message',
  answer: delivery,
});

@Controller()
export class ChannelsController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: ChannelDesk,
  ) {}

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: Channel[]; nextCursor: null }> {
    return { items: await this.writer.read(call, listChannels), nextCursor: null };
  }

  @Route(log)
  async log(@Call() call: CallOf<typeof log>): Promise<{ items: Delivery[]; nextCursor: string | null }> {
    const { cursor, limit, ...filter } = call.query;
    if (cursor !== undefined && !z.uuid().safeParse(cursor).success) {
      throw wrongField('cursor', 'is not one of ours; take it from nextCursor of the page before');
    }
    const found = await this.writer.read(call, (tx) =>
      listDeliveries(tx, { ...filter, after: cursor, limit }),
    );
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Route(readDelivery)
  readDelivery(@Call() call: CallOf<typeof readDelivery>): Promise<Delivery> {
    return this.writer.read(call, async (tx) => {
      const one = await findDelivery(tx, call.params.id);
      if (!one) throw notFound('delivery');
      return one;
    });
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<Channel> {
    return this.writer.write(call, async (tx) => {
      const id = await this.desk.create(tx, call.caller, call.body);
      return foundChannel(tx, id);
    });
  }

  @Route(edit)
  edit(@Call() call: CallOf<typeof edit>): Promise<Channel> {
    return this.writer.write(call, async (tx) => {
      await this.desk.edit(tx, call.caller, call.params.id, call.body);
      return foundChannel(tx, call.params.id);
    });
  }

  @Route(remove)
  async remove(@Call() call: CallOf<typeof remove>): Promise<void> {
    await this.writer.write(call, (tx) => this.desk.remove(tx, call.caller, call.params.id));
  }

  @Route(test)
  test(@Call() call: CallOf<typeof test>): Promise<z.infer<typeof testAnswer>> {
    return this.writer.write(call, async (tx) => ({
      deliveryId: await this.desk.test(tx, call.caller, call.params.id),
    }));
  }
}
