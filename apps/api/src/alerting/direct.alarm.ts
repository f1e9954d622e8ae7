import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ownHealthContent } from '@firewatch/shared/domain/own-health-notice';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import { DiskWatch } from '../platform/health/disk-watch.js';
import { StoreSignal, type StoreState } from '../platform/health/store-signal.js';
import { Loop } from '../platform/loop/loop.js';
import { Database } from '../store/database.js';
import { Nudges } from '../store/nudges.js';
import { directWays, type DirectWay } from '../store/direct-ways.repo.js';
import type { ClaimedDelivery } from '../store/deliveries.repo.js';
import { DeliverySender } from './delivery.sender.js';

/** How old the remembered ways may be when the store goes away, ms. */
const REMEMBER_EVERY_MS = 30_000;
/** A refused send is tried again this often, ms. */
const AGAIN_MS = 5_000;

/** The store is away, and the alarm that says so. */
type Away = Extract<StoreState, { state: 'away' }> & { readonly alertId: string };

interface Message {
  readonly id: string;
  readonly content: NoticeContent;
  /** Not handed over yet. */
  readonly waiting: Set<DirectWay>;
}

/**
 * Tells people that the store cannot be written, without the store: the ways of telling are remembered while it is there,
 * messages are sent from memory, and so is the word that it is back. Of several workers each tells; twice is better than
 * not at all (ADR 13).
 */
@Injectable()
export class DirectAlarm implements OnApplicationBootstrap, OnModuleDestroy {
  private ways: readonly DirectWay[] = [];
  private message: Message | null = null;
  private away: Away | null = null;
  private off: () => void = () => undefined;
  private readonly remember = new Loop(() => this.learn(), { idleMs: REMEMBER_EVERY_MS, gapMs: 5_000 });
  private readonly send = new Loop(() => this.hand(), { idleMs: AGAIN_MS, gapMs: 1_000 });

  constructor(
    private readonly database: Database,
    private readonly sender: DeliverySender,
    private readonly signal: StoreSignal,
    private readonly disk: DiskWatch,
    private readonly nudges: Nudges,
  ) {}

  onApplicationBootstrap(): void {
    const offs = [
      this.signal.on((state) => this.heard(state)),
      // A channel that was added a moment ago is remembered too.
      this.nudges.on('fw_events', () => this.remember.kick()),
    ];
    this.off = () => offs.forEach((off) => off());
    this.remember.start();
    this.send.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.off();
    await this.remember.stop();
    await this.send.stop();
  }

  private async learn(): Promise<boolean> {
    try {
      this.ways = await directWays(this.database.single);
    } catch {
      // What is remembered is for exactly this moment.
    }
    return false;
  }

  private heard(state: StoreState): void {
    const before = this.away;
    this.away = state.state === 'away' ? { ...state, alertId: randomUUID() } : null;
    if (this.away) this.tell(awayContent(this.away, this.disk.space?.freeBytes ?? null));
    else if (before) this.tell(backContent(before));
  }

  private tell(content: NoticeContent): void {
    this.message = { id: randomUUID(), content, waiting: new Set(this.ways) };
    this.send.kick();
  }

  private async hand(): Promise<boolean> {
    const { message } = this;
    if (!message) return false;
    await Promise.all([...message.waiting].map((way) => this.handTo(message, way)));
    return false;
  }

  private async handTo(message: Message, way: DirectWay): Promise<void> {
    const outcome = await this.sender.send(asClaimed(message, way), {
      first: null,
      adopted: [],
      ackToken: null,
    });
    if (outcome.state !== 'waiting') message.waiting.delete(way);
  }
}

const asClaimed = ({ id, content }: Message, way: DirectWay): ClaimedDelivery => ({
  ...way,
  id,
  content,
  noticeId: id,
  sealedLink: null,
  fence: 0,
  attempts: 1,
  createdAt: content.at,
  noticeAt: content.at,
  noticeKey: `fw/own-health/${id}/${way.channelId}.${Buffer.from(way.destination).toString('base64url')}`,
  incidentId: null,
  kind: 'own-health',
  seq: 1,
});

const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
const clockOf = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: zone() }).format(at);

function awayContent({ since, reason, alertId }: Away, free: number | null): NoticeContent {
  const isFull = /no space left|disk full|53100/i.test(reason) || (free !== null && free < 32 * 1_048_576);
  const left = free === null ? '' : ` ${Math.floor(free / 1_048_576)} MB are left on the disk of its data.`;
  return ownHealthContent({
    at: Date.now(),
    zone: zone(),
    alert: { id: alertId, isOver: false },
    severity: 'critical',
    title: isFull
      ? 'Firewatch cannot store what it reads: the disk is full'
      : 'Firewatch cannot store what it reads: the database does not answer',
    lines: [
      `Since ${clockOf(since)} nothing is written: no loss is confirmed and no incident opens until this is mended.${left}`,
      `What was said last: ${reason.slice(0, 300)}`,
      isFull
        ? 'Make room on that disk; Firewatch goes on by itself.'
        : 'Look at the database and its log (docs/operations.md); Firewatch goes on by itself when it answers.',
      'This message was sent past the database and is in no delivery log.',
    ],
  });
}

const backContent = ({ since, alertId }: Away): NoticeContent =>
  ownHealthContent({
    at: Date.now(),
    zone: zone(),
    alert: { id: alertId, isOver: true },
    severity: 'critical',
    title: 'Firewatch stores again what it reads',
    lines: [`Nothing was written from ${clockOf(since)} until now. Every firewall is read at once.`],
  });
