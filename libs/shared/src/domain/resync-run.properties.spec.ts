import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { API, HAND } from '../../../../test/support/resync-builders.js';
import { play, worlds } from '../../../../test/support/resync-world.js';
import { lostIn, notBackIn } from './resync-loss.js';
import { takeOver } from './resync-take-over.js';
import type { RunDevice } from './resync.js';

const runs = { numRuns: 120 };

describe('a run over any fleet', () => {
  it('ends, and everybody is settled or left', () => {
    fc.assert(
      fc.property(...worlds, (boxes, presses, limits) => {
        const { stage, hasEnded } = play(boxes, presses, limits);
        expect(hasEnded).toBe(true);
        expect(stage.view.devices.every((one) => one.phase === 'done' || one.phase === 'left')).toBe(true);
        const isWhole =
          stage.view.state === 'stopped' || stage.view.devices.every((one) => one.phase === 'done');
        expect(isWhole).toBe(true);
      }),
      runs,
    );
  });

  it('calls no step twice, nobody who was left out, and nobody once it stops', () => {
    fc.assert(
      fc.property(...worlds, (boxes, presses, limits) => {
        const { stage } = play(boxes, presses, limits);
        const keys = stage.calls.map((one) => `${one.deviceId} ${one.stepId}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(stage.calls.filter((one) => stage.box(one.deviceId).isLeftOut)).toEqual([]);
        expect(stage.calls.filter((one) => one.state !== 'running' && one.state !== 'pausing')).toEqual([]);
      }),
      runs,
    );
  });

  it('passes no cap and never works on both units of a pair', () => {
    fc.assert(
      fc.property(...worlds, (boxes, presses, limits) => {
        play(boxes, presses, limits, ({ view }) => {
          const working = view.devices.filter((one) => one.phase === 'working');
          const most = (key: (one: RunDevice) => string | null): number => {
            const keys = working.map(key).filter((one) => one !== null);
            return Math.max(0, ...keys.map((one) => keys.filter((other) => other === one).length));
          };
          expect(working.length).toBeLessThanOrEqual(limits.atOnce);
          expect(most((one) => one.vendor)).toBeLessThanOrEqual(limits.perVendor);
          expect(most((one) => one.customerId)).toBeLessThanOrEqual(limits.perCustomer);
          expect(most((one) => one.pair)).toBeLessThanOrEqual(1);
          expect(new Set(working.map((one) => one.wave)).size).toBeLessThanOrEqual(1);
        });
      }),
      runs,
    );
  });

  it('says restored only on a reading after the last call that shows all of it back, worse only on harm', () => {
    fc.assert(
      fc.property(...worlds, (boxes, presses, limits) => {
        const { stage } = play(boxes, presses, limits);
        const isTrue = stage.view.devices.map((one) => {
          const last = one.calls.at(-1);
          const { outcome, after, before } = one;
          const isSeen = after !== null && last !== undefined && after.at >= (last.answeredAt ?? 0);
          if (outcome === 'restored') return isSeen && notBackIn(lostIn(before), after).length === 0;
          return outcome !== 'worse' || (isSeen && stage.box(one.deviceId).effect === 'worse');
        });
        expect(isTrue).not.toContain(false);
      }),
      runs,
    );
  });

  it('asks for signatures only after a reading that showed the licences back', () => {
    fc.assert(
      fc.property(...worlds, (boxes, presses, limits) => {
        const { stage } = play(boxes, presses, limits);
        const signed = stage.calls.filter((one) => one.stepId.startsWith('sign'));
        expect(signed.every((one) => stage.box(one.deviceId).effect === 'old-signatures')).toBe(true);
      }),
      runs,
    );
  });

  it('begins nothing after a worse one is settled', () => {
    fc.assert(
      fc.property(...worlds, (boxes, presses, limits) => {
        const { stage } = play(boxes, presses, limits);
        const worse = stage.acts.findIndex((act) => act.do === 'settle' && act.outcome === 'worse');
        const later = worse < 0 ? [] : stage.acts.slice(worse);
        expect(later.filter((act) => act.do === 'begin' || act.do === 'call')).toEqual([]);
      }),
      runs,
    );
  });

  it('never calls again what a person took over, and goes on and stops as if nobody had', () => {
    const taker = fc.array(fc.boolean(), { minLength: 14, maxLength: 14 });
    const procedures = [API, HAND];
    fc.assert(
      fc.property(...worlds, taker, (boxes, presses, limits, takes) => {
        const taken = new Map<string, number>();
        const { stage, hasEnded } = play(boxes, presses, limits, (world) => {
          for (const one of world.view.devices) {
            const isWanted = takes[Number(one.deviceId.slice(1))] === true;
            if (!isWanted || !takeOver(one, { state: world.view.state, procedures }).can) continue;
            world.takeOver(one.deviceId, HAND);
            taken.set(one.deviceId, world.acts.length);
          }
        });
        const later = stage.acts.filter(
          (act, index) => 'deviceId' in act && index >= (taken.get(act.deviceId) ?? Infinity),
        );
        expect(later).toEqual([]);
        expect([...taken.keys()].map((id) => stage.find(id).phase)).toEqual([...taken].map(() => 'by-hand'));
        const alone = play(boxes, presses, limits).stage;
        expect([hasEnded, stage.view.state, stage.calls]).toEqual([true, alone.view.state, alone.calls]);
      }),
      runs,
    );
  });
});
