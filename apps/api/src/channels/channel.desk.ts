import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import { type Channel, editChannel, newChannel } from '@firewatch/shared/wire/channels';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { conflict, notFound } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import { findChannel, insertChannel, removeChannel, updateChannel } from '../store/channels.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { createSystemNotice } from '../store/notices.repo.js';
import { Vault } from '../store/vault.js';

export async function foundChannel(tx: Tx, id: string): Promise<Channel> {
  const found = await findChannel(tx, id);
  if (!found) throw notFound('channel');
  return found;
}

/** Changes of channels by an owner, and the test message. */
@Injectable()
export class ChannelDesk {
  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async create(tx: Tx, caller: Caller, input: z.output<typeof newChannel>): Promise<string> {
    const id = randomUUID();
    const { kind, name, settings, password } = input;
    await insertChannel(tx, { id, kind, name, settings, sealed: this.seal(id, password) });
    await note(tx, caller, { id, action: 'channel.created' }, { name, kind, to: settings.to });
    return id;
  }

  async edit(tx: Tx, caller: Caller, id: string, input: z.output<typeof editChannel>): Promise<void> {
    const before = await foundChannel(tx, id);
    const { password, ...change } = input;
    const sealed = password === undefined ? undefined : this.seal(id, password);
    if (sealed === undefined && before.hasPassword && change.settings)
      keepPasswordHome(before.settings, change.settings);
    await updateChannel(tx, id, { ...change, sealed });
    await note(
      tx,
      caller,
      { id, action: 'channel.changed' },
      {
        ...change,
        passwordChanged: password !== undefined,
        before: { name: before.name, to: before.settings.to, enabled: before.enabled },
      },
    );
  }

  async remove(tx: Tx, caller: Caller, id: string): Promise<void> {
    const before = await foundChannel(tx, id);
    await removeChannel(tx, id);
    await note(tx, caller, { id, action: 'channel.removed' }, { name: before.name, to: before.settings.to });
  }

  /** @returns the delivery to ask about. */
  async test(tx: Tx, caller: Caller, id: string): Promise<string> {
    const channel = await foundChannel(tx, id);
    const content = testContent(channel.name, caller.name, this.clock.now());
    const [deliveryId] = await createSystemNotice(tx, { kind: 'test', content, to: { channels: { id } } });
    if (deliveryId === undefined) throw notFound('channel');
    await note(tx, caller, { id, action: 'channel.tested' }, { deliveryId });
    return deliveryId;
  }

  private seal(id: string, password: string | undefined): Buffer | null {
    if (password === undefined || password === '') return null;
    return this.vault.seal({ password }, { purpose: 'channel', recordId: id, field: 'sealed', version: 1 });
  }
}

/** The stored password must not be sent to a server that somebody else names, nor where others can read along. */
function keepPasswordHome(before: Channel['settings'], next: Channel['settings']): void {
  if (next.host !== before.host || next.port !== before.port) {
    throw conflict(
      'Another mail server needs its password entered anew; the stored one is only for the old server.',
    );
  }
  if (next.security === 'none' && before.security !== 'none') {
    throw conflict(
      'Without TLS everybody on the way can read the password; enter it anew, or keep STARTTLS or TLS.',
    );
  }
}

async function note(
  tx: Tx,
  caller: Caller,
  what: { readonly id: string; readonly action: string },
  detail: object,
): Promise<void> {
  const { id, action } = what;
  await audit(tx, caller, { action, subjectKind: 'channel', subjectId: id, customerId: null, detail });
  await appendEvents(tx, [{ type: 'channel.changed', customerId: null, payload: { channelId: id, action } }]);
}

function testContent(channelName: string, by: string, at: number): NoticeContent {
  return {
    label: 'Test',
    incidentId: null,
    kind: null,
    severity: 'info',
    headline: {
      title: `Test message of channel ${channelName}`,
      subline: `Asked for by ${by}. Alarms will come the same way.`,
      likely: '',
      doNow: '',
    },
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    at,
    customers: [],
    findings: [],
    adopted: [],
    told: { severity: 'info', units: [], customerIds: [] },
  };
}
