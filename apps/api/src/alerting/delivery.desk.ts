import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { keepAckLink } from '../store/ack-links.repo.js';
import { Database, type Tx } from '../store/database.js';
import {
  channelOf,
  claimDeliveries,
  dueChannels,
  finishDelivery,
  nextAttemptInMs,
  threadKeys,
  type ClaimedDelivery,
} from '../store/deliveries.repo.js';
import { appendEvents } from '../store/events.repo.js';
import { Vault } from '../store/vault.js';
import { DeliverySender, type Thread } from './delivery.sender.js';

/** The rows of `deliveries` as the worker sees them: what is due, claim, hand over, write down how it went. */
@Injectable()
export class DeliveryDesk {
  private readonly log: Log;

  constructor(
    private readonly database: Database,
    private readonly sender: DeliverySender,
    private readonly vault: Vault,
    log: Log,
  ) {
    this.log = log.for('delivery');
  }

  dueChannels(): Promise<string[]> {
    return this.database.asEngine((tx) => dueChannels(tx));
  }

  nextInMs(withinMs: number): Promise<number | null> {
    return this.database.asEngine((tx) => nextAttemptInMs(tx, withinMs));
  }

  channelOf(deliveryId: string): Promise<string | null> {
    return this.database.asEngine((tx) => channelOf(tx, deliveryId));
  }

  claim(channelId: string, limit: number, deliveryId?: string): Promise<ClaimedDelivery[]> {
    const want = { channelId, limit, ...(deliveryId !== undefined && { deliveryId }) };
    return this.database.asEngine((tx) => claimDeliveries(tx, want));
  }

  /** Never rejects: an outcome that could not be stored leaves the row to its lease. */
  async handOver(claimed: ClaimedDelivery): Promise<void> {
    try {
      const thread = await this.database.asEngine((tx) => this.threadOf(tx, claimed));
      const outcome = await this.sender.send(claimed, thread);
      await this.database.asEngine(async (tx) => {
        const isOurs = await finishDelivery(tx, claimed, outcome);
        if (!isOurs) return;
        const payload = { deliveryId: claimed.id, channelId: claimed.channelId, state: outcome.state };
        const incident = claimed.incidentId === null ? {} : { incidentId: claimed.incidentId };
        await appendEvents(tx, [{ type: 'delivery.changed', customerId: null, ...incident, payload }]);
      });
    } catch (error) {
      // Taken again when the lease runs out: late or twice, never lost.
      this.log.warn('the outcome of a delivery could not be stored', {
        delivery: claimed.id,
        reason: String(error),
      });
    }
  }

  private async threadOf(tx: Tx, claimed: ClaimedDelivery): Promise<Thread> {
    const keys = await threadKeys(tx, claimed);
    const ackToken = this.ackTokenOf(claimed);
    if (ackToken !== null && claimed.incidentId !== null) {
      const { incidentId, destination: address } = claimed;
      await keepAckLink(tx, { token: ackToken, incidentId, address });
    }
    return { ...keys, ackToken };
  }

  /** The same for every mail of a thread, however often each is sent; only a mailbox gets one, and nobody after the end. */
  private ackTokenOf({
    channelId,
    channelKind,
    destination,
    incidentId,
    kind,
  }: ClaimedDelivery): string | null {
    const isOver = kind === 'resolved' || kind === 'opened-and-resolved';
    if (channelKind !== 'email' || incidentId === null || isOver || !this.vault.canUnseal) return null;
    const { key } = this.vault.derive('ack-link');
    return createHmac('sha256', key)
      .update(JSON.stringify([incidentId, channelId, destination]))
      .digest('base64url');
  }

  /** Gives up what is still being sent and closes the channels. */
  stop(): void {
    this.sender.stop();
  }
}
