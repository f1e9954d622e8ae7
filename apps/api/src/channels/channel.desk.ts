import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import {
  type Channel,
  type editChannel,
  emailSettings,
  type NewChannel,
  pagerdutySettings,
  webhookSettings,
} from '@firewatch/shared/wire/channels';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import {
  findChannel,
  insertChannel,
  keepPast,
  removeChannel,
  updateChannel,
} from '../store/channels.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { createSystemNotice } from '../store/notices.repo.js';
import { Vault } from '../store/vault.js';
import { changeWords, type ChangeWords, whereTo } from './channel-news.js';

export async function foundChannel(tx: Tx, id: string): Promise<Channel> {
  const found = await findChannel(tx, id);
  if (!found) throw notFound('channel');
  return found;
}

type Secret = Readonly<Record<string, string>>;

/** What each kind keeps sealed, and the schema of its settings. */
const KINDS = {
  email: { secret: 'password', settings: emailSettings },
  pagerduty: { secret: 'routingKey', settings: pagerdutySettings },
  webhook: { secret: 'signingKey', settings: webhookSettings },
} as const;
const SECRETS = ['password', 'routingKey', 'signingKey'] as const;

/** Changes of channels by an owner, and the test message. */
@Injectable()
export class ChannelDesk {
  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async create(tx: Tx, caller: Caller, input: NewChannel): Promise<string> {
    const id = randomUUID();
    const { name, kind, tells } = input;
    await insertChannel(tx, id, input, this.seal(id, secretOf(kind, input) ?? {}));
    await note(tx, caller, { id, action: 'channel.created' }, { name, kind, tells, to: whereTo(input) });
    return id;
  }

  async edit(tx: Tx, caller: Caller, id: string, input: z.output<typeof editChannel>): Promise<void> {
    const before = await foundChannel(tx, id);
    const { name, enabled, tells } = input;
    const settings = input.settings && settingsOf(before.kind, input.settings);
    const secret = secretOf(before.kind, input);
    if (secret === undefined && before.hasSecret && input.settings) keepSecretHome(before, input.settings);
    const change = changeWords(before, { ...input, settings, newSecret: secret !== undefined });
    if (change) await this.tell(tx, caller, before, change);
    await updateChannel(tx, id, {
      name,
      enabled,
      tells,
      settings,
      sealed: secret && this.seal(id, secret),
      keepFormer: before.kind === 'webhook' && before.hasSecret && secret !== undefined,
    });
    await note(
      tx,
      caller,
      { id, action: 'channel.changed' },
      {
        name,
        enabled,
        tells,
        settings,
        secretChanged: secret !== undefined,
        before: { name: before.name, to: whereTo(before), enabled: before.enabled, tells: before.tells },
      },
    );
  }

  async remove(tx: Tx, caller: Caller, id: string): Promise<void> {
    const before = await foundChannel(tx, id);
    const lines = [`It told ${whereTo(before).join(', ')}, and tells nobody from now on.`];
    await this.tell(tx, caller, before, { did: `removed the channel ${before.name}`, lines });
    await removeChannel(tx, id);
    await note(tx, caller, { id, action: 'channel.removed' }, { name: before.name, to: whereTo(before) });
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

  /** Before the act, and by the old way too: who redirects the alarms must not redirect this. */
  private async tell(tx: Tx, caller: Caller, before: Channel, news: ChangeWords): Promise<void> {
    await tellOwners(tx, caller, { ...news, path: '/alerting' }, await keepPast(tx, before.id));
  }

  /** An empty secret is none. */
  private seal(id: string, secret: Secret): Buffer | null {
    if (Object.values(secret).every((value) => value === '')) return null;
    return this.vault.seal(secret, { purpose: 'channel', recordId: id, field: 'sealed', version: 1 });
  }
}

/** The secret that came with a request; undefined = none. Errors: one that this kind does not have is refused. */
function secretOf(kind: Channel['kind'], input: Partial<Record<(typeof SECRETS)[number], string>>) {
  const own = KINDS[kind].secret;
  const other = SECRETS.find((name) => name !== own && input[name] !== undefined);
  if (other) throw wrongField(other, `is not part of such a channel, which has ${own}`);
  const value = input[own];
  return value === undefined ? undefined : { [own]: value };
}

function settingsOf(kind: Channel['kind'], settings: object): object {
  const parsed = KINDS[kind].settings.safeParse(settings);
  if (parsed.success) return parsed.data;
  throw wrongField('settings', `are not those of such a channel (${kind})`);
}

/** The stored secret must not be sent to a server that somebody else names, nor where others can read along. */
function keepSecretHome(before: Channel, next: object): void {
  if (before.kind === 'pagerduty' && 'url' in next && next.url !== before.settings.url) {
    throw conflict(
      'Another address needs the integration key entered anew; the stored one is only for the old.',
    );
  }
  // A signing key never leaves: only signatures do.
  if (before.kind !== 'email') return;
  const { settings } = before;
  const to = emailSettings.parse(next);
  if (to.host !== settings.host || to.port !== settings.port) {
    throw conflict(
      'Another mail server needs its password entered anew; the stored one is only for the old server.',
    );
  }
  if (to.security === 'none' && settings.security !== 'none') {
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
