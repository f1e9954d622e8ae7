import type { Service } from './service.js';
import type { Judgement, TurnFamily, Verdict, VerdictReason } from './verdict-words.js';
import type { UnreadableReason } from './reading.js';

/**
 * Everything `step()` can say of one device, one union. Times are epoch ms of the database's clock.
 * `at` is when it was decided; evidence times are named apart.
 */
export type DeviceEvent =
  /** A confirmed change of the believed verdict of a service. `since` = first reading of the new state, `notBefore` = last reading of the old. */
  | {
      readonly type: 'service.changed';
      readonly at: number;
      readonly service: Service;
      readonly from: Judgement | null;
      readonly to: Judgement;
      readonly turn: TurnFamily | null;
      readonly since: number;
      readonly notBefore: number | null;
      /** `first-reading`: the first judgement of a service, or a change between two states that protect. */
      readonly confirmedBy: 'first-reading' | 'corroborated' | 'repeat' | 'silence' | 'recovery' | 'baseline';
      /** Vendor's words of the deciding fact. */
      readonly raw: string;
    }
  | {
      readonly type: 'service.suspected';
      readonly at: number;
      readonly service: Service;
      readonly to: Judgement;
      readonly turn: TurnFamily | null;
      readonly since: number;
      readonly notBefore: number | null;
      readonly deadlineAt: number;
    }
  | {
      readonly type: 'service.glitched';
      readonly at: number;
      readonly service: Service;
      readonly verdict: Verdict;
      readonly reason: VerdictReason;
      readonly since: number;
      readonly glitchesLastHour: number;
    }
  | {
      readonly type: 'service.recovering';
      readonly at: number;
      readonly service: Service;
      readonly since: number;
    }
  | { readonly type: 'service.relapsed'; readonly at: number; readonly service: Service }
  | {
      readonly type: 'service.flapping';
      readonly at: number;
      readonly service: Service;
      readonly changes: number;
    }
  /** Shown state ages out / comes back: never loss, never recovery. */
  | {
      readonly type: 'device.went-blind';
      readonly at: number;
      readonly why: UnreadableReason | 'never-read';
      readonly lastGoodAt: number | null;
    }
  | { readonly type: 'device.seen-again'; readonly at: number; readonly blindSince: number }
  /** First failed read after good ones (not an alarm), for grouping devices that fail together. */
  | {
      readonly type: 'device.unreadable';
      readonly at: number;
      readonly why: UnreadableReason;
      readonly detail: string;
      readonly deadlineAt: number;
    }
  /** Its deadline passed: alarm. */
  | {
      readonly type: 'device.no-data';
      readonly at: number;
      readonly why: UnreadableReason;
      readonly detail: string;
      readonly firstFailedAt: number;
      readonly lastGoodAt: number | null;
    }
  | { readonly type: 'device.answers-again'; readonly at: number; readonly firstFailedAt: number }
  | {
      readonly type: 'device.identity-changed';
      readonly at: number;
      readonly why: 'certificate-changed' | 'wrong-serial';
      readonly metSerial: string | null;
      readonly metFingerprint: string | null;
    }
  | { readonly type: 'device.identity-accepted'; readonly at: number }
  | { readonly type: 'device.auth-failed'; readonly at: number; readonly detail: string }
  | { readonly type: 'device.auth-restored'; readonly at: number }
  | { readonly type: 'device.busy'; readonly at: number; readonly since: number }
  | { readonly type: 'device.rebooted'; readonly at: number; readonly uptimeSeconds: number }
  | { readonly type: 'device.clock-jumped'; readonly at: number; readonly offsetMs: number }
  | { readonly type: 'device.failed-over'; readonly at: number; readonly serial: string }
  | {
      readonly type: 'device.firmware-changed';
      readonly at: number;
      readonly from: string;
      readonly to: string;
    };

export type DeviceEventType = DeviceEvent['type'];
