import type { Policy } from '@firewatch/shared/domain/policy';
import { isBad } from '@firewatch/shared/domain/verdict-words';
import { loadWindows } from '../store/cohorts.repo.js';
import {
  deviceRefs,
  moveFeed,
  nextTimes,
  takeFeed,
  type DeviceRef,
  type Feed,
} from '../store/correlation-feed.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { loadIncidents, type StoredIncident } from '../store/incidents.repo.js';
import { maintenanceEvents, turnWindows } from '../store/maintenance-engine.repo.js';
import { CaseBook } from './case-book.js';
import { CohortWatch, type Sightings } from './cohort-watch.js';
import { ContactCases } from './contact-cases.js';
import { FleetCases, LostLedger, type VendorName } from './fleet-cases.js';
import { FEED_TYPES, readIncoming, type Incoming } from './incoming.js';
import { NoticeDesk } from './notice-desk.js';
import { ownDelay } from './own-delay.js';

const EVENTS_PER_PASS = 500;
/** Passed-over rows of no concern are counted off only now and then: a write for each would cost more than re-reading them. */
const IDLE_CURSOR_STEP = 500;

export interface PassSettings {
  readonly policy: Policy;
  readonly vendorName: VendorName;
  readonly zone: string;
}

export interface PassResult {
  /** Another process was passing. */
  readonly isBusy: boolean;
  readonly hasMore: boolean;
  readonly deliveryIds: readonly string[];
  /** When the next stored time comes, ms from now; null = none. */
  readonly nextInMs: number | null;
}

const add = <V>(map: Map<string, V[]>, key: string, value: V): void => {
  map.set(key, [...(map.get(key) ?? []), value]);
};

/** One look at what happened: everything it decides is in the caller's one transaction. */
export class CorrelationPass {
  private readonly ids: string[];
  private refs = new Map<string, DeviceRef>();

  private constructor(
    private readonly tx: Tx,
    private readonly feed: Feed,
    private readonly incoming: readonly Incoming[],
    private readonly settings: PassSettings,
  ) {
    this.ids = incoming.flatMap((one) => ('deviceId' in one ? [one.deviceId] : []));
  }

  static async run(tx: Tx, settings: PassSettings): Promise<PassResult> {
    const feed = await takeFeed(tx, FEED_TYPES, EVENTS_PER_PASS);
    if (!feed) return { isBusy: true, hasMore: false, deliveryIds: [], nextInMs: null };
    const incoming = feed.events.flatMap((row) => readIncoming(row) ?? []);
    const before = await nextTimes(tx);
    const isDue = before.nextAt !== null && before.nextAt <= feed.now;
    if (incoming.length === 0 && !isDue) {
      if (feed.next - feed.cursor >= IDLE_CURSOR_STEP) await moveFeed(tx, feed.next);
      const nextInMs = before.nextAt === null ? null : before.nextAt - feed.now;
      return { isBusy: false, hasMore: feed.hasMore, deliveryIds: [], nextInMs };
    }
    const deliveryIds = await new CorrelationPass(tx, feed, incoming, settings).work();
    const { nextAt } = await nextTimes(tx);
    return {
      isBusy: false,
      hasMore: feed.hasMore,
      deliveryIds,
      nextInMs: nextAt === null ? null : Math.max(0, nextAt - feed.now),
    };
  }

  private async work(): Promise<readonly string[]> {
    const { tx, feed, settings } = this;
    const { policy } = settings;
    this.refs = await deviceRefs(tx, [...new Set(this.ids)]);
    const cohorts = new Set([...this.refs.values()].map((ref) => ref.cohort));
    const windows = await loadWindows(tx, [...cohorts], feed.now);
    for (const cohort of windows.keys()) cohorts.add(cohort);
    const turned = await turnWindows(tx, feed.now);
    const isTurned = turned.length > 0 || this.incoming.some((one) => one.kind === 'maintenance');
    const book = new CaseBook(tx, feed.now, await loadIncidents(tx, this.touched(cohorts, isTurned)));
    for (const incident of book.open()) if (incident.cohort !== null) cohorts.add(incident.cohort);
    const due = book.all().filter((one) => one.nextLookAt !== null && one.nextLookAt <= feed.now);
    const watch = new CohortWatch({ tx, policy, now: feed.now, seenUpTo: feed.next }, windows);
    const scene = { tx, book, refs: this.refs, policy, vendorName: settings.vendorName };
    const contacts = new ContactCases(scene);
    const ledger = new LostLedger(book);

    const sightings = await this.apply(book, ledger, contacts);
    for (const [cohort, seen] of sightings) await this.watchOver(watch, book, cohort, seen);
    const fleets = new FleetCases({ ...scene, notBefore: (cohort) => watch.notBefore(cohort) });
    for (const cohort of cohorts) await fleets.settle(cohort, ledger);
    await contacts.look();
    const closed = await watch.closeEnded();
    const isOfWindow = ({ kind }: StoredIncident): boolean => kind === 'device' || kind === 'fleet';
    const waiting = book
      .open()
      .filter((one) => isOfWindow(one) && one.cohort !== null && closed.includes(one.cohort));
    for (const incident of waiting) incident.noticeNotBefore = null;
    const changed = book.changed().flatMap((id) => book.get(id) ?? []);
    // A window's end, or a device that moved out of it: what was silent may speak.
    const silent = book.open().filter((one) => (one.findings.maintenance?.until ?? null) !== null);
    const desk = new NoticeDesk({ tx, book, watch, policy, zone: settings.zone });
    const deliveryIds = await desk.tell([...new Set([...changed, ...due, ...waiting, ...silent])]);
    await moveFeed(tx, feed.next);
    await appendEvents(tx, [...book.events(), ...(await maintenanceEvents(tx, turned))]);
    return deliveryIds;
  }

  private touched(
    cohorts: ReadonlySet<string>,
    isMaintenanceTurned: boolean,
  ): Parameters<typeof loadIncidents>[1] {
    const refs = [...this.refs.values()];
    return {
      cohorts: [...cohorts],
      deviceIds: refs.map((ref) => ref.id),
      siteIds: refs.flatMap((ref) => ref.siteId ?? []),
      credentialSetIds: refs.flatMap((ref) => ref.credentialSetId ?? []),
      incidentIds: this.incoming.flatMap((one) => (one.kind === 'person' ? [one.act.incidentId] : [])),
      isMaintenanceTurned,
      now: this.feed.now,
    };
  }

  /** Events in commit order. @returns licence-type sightings by cohort. */
  private async apply(
    book: CaseBook,
    ledger: LostLedger,
    contacts: ContactCases,
  ): Promise<ReadonlyMap<string, Sightings>> {
    const suspected = new Map<string, { deviceId: string; at: number }[]>();
    const confirmed = new Map<string, { deviceId: string; at: number }[]>();
    for (const one of this.incoming) {
      if (one.kind === 'person') {
        await this.person(book, one.act);
        continue;
      }
      if (one.kind === 'maintenance') continue;
      if (one.kind === 'polling') {
        await ownDelay(book, one.lateSince);
        continue;
      }
      const ref = this.refs.get(one.deviceId);
      if (!ref) continue;
      if (one.kind === 'inventory' || ref.isRemoved) {
        if (!ref.isRemoved) continue;
        ledger.withdraw(ref);
        await contacts.withdraw(ref.id);
        continue;
      }
      const { event } = one;
      if (event.type === 'service.changed') ledger.apply(ref, event);
      else if (event.type === 'service.flapping') {
        ledger.flap(ref.id, event.at + this.settings.policy.flapping.clearAfterMs);
      } else await contacts.apply(ref, event);
      const at = { deviceId: ref.id, at: event.at };
      if (event.type === 'service.suspected' && event.turn === 'licence') add(suspected, ref.cohort, at);
      if (event.type === 'service.changed' && event.turn === 'licence' && isLoss(event.to.verdict)) {
        add(confirmed, ref.cohort, at);
      }
    }
    const cohorts = new Set([...suspected.keys(), ...confirmed.keys()]);
    return new Map(
      [...cohorts].map((cohort) => [
        cohort,
        { suspected: suspected.get(cohort) ?? [], confirmed: confirmed.get(cohort) ?? [] },
      ]),
    );
  }

  private async watchOver(
    watch: CohortWatch,
    book: CaseBook,
    cohort: string,
    seen: Sightings,
  ): Promise<void> {
    const reads = await watch.sight(cohort, seen);
    if (!reads) return;
    const fleet = book.open().find((one) => one.kind === 'fleet' && one.cohort === cohort);
    const what =
      reads.why === 'probe'
        ? 'Neighbours are read at once'
        : 'Every other firewall of this kind is read at once';
    if (fleet) await book.note(fleet, [{ kind: reads.why, body: what }]);
  }

  private async person(book: CaseBook, act: Extract<Incoming, { kind: 'person' }>['act']): Promise<void> {
    const incident = book.get(act.incidentId);
    if (!incident || incident.state === 'closed') return;
    switch (act.type) {
      case 'incident.acked':
        return book.ack(incident, { at: act.at, byId: act.byId, reason: act.reason, until: act.until });
      case 'incident.unacked':
        return book.ack(incident, null);
      case 'incident.close-asked': {
        const by = act.by === '' ? 'a person' : act.by;
        const active = incident.members
          .filter((member) => member.leftAt === null)
          .map((member) => member.deviceId);
        await book.leave(incident, active, 'was taken out by hand');
        return book.close(incident, `closed by ${by}: ${act.reason}`);
      }
    }
  }
}

const isLoss = (verdict: Parameters<typeof isBad>[0]): boolean => isBad(verdict) || verdict === 'weakened';
