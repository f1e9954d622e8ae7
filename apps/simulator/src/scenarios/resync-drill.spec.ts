import { describe, expect, it } from 'vitest';
import { stage, status, type Stage } from './spec-support.js';

const lostBoxes = ({ fleet }: Stage): number =>
  [...fleet.values()].filter(({ services }) => services.ips.licence === 'not-licensed').length;

describe('resync-drill', () => {
  it('40 of 50 boxes lose their keys; after the repair all of them wait, and nobody presses anything', () => {
    const on = stage();
    on.runner.start({ name: 'resync-drill', recoverAfterSeconds: 120 });
    on.world.clock.advance(119_999);
    expect([lostBoxes(on), on.world.authority.state.mode]).toEqual([40, 'wrong-answer']);
    on.world.clock.advance(600_000);
    expect([lostBoxes(on), on.world.authority.state.mode]).toEqual([40, 'ok']);
    expect(on.world.log.find({ kind: 'synchronized' })).toEqual([]);
    expect(status(on)).toMatchObject({ phase: 'repair', isRunning: false });
  });

  it('repair and relapse can be called up: restored boxes lose their keys again', () => {
    const on = stage();
    on.runner.start({ name: 'resync-drill' });
    on.world.clock.advance(60_000);
    on.runner.advance('repair', {});
    on.verbs.synchronize({ ids: 'all' });
    on.world.clock.advance(2_000);
    expect(lostBoxes(on)).toBe(0);
    on.runner.advance('relapse', {});
    expect([lostBoxes(on), status(on).phase]).toEqual([40, 'relapse']);
  });

  it('trouble: one box each that is half, none, refused, restarting, in need of configuration mode; some slow', () => {
    const on = stage();
    on.runner.start({ name: 'resync-drill', variant: 'trouble' });
    const behaviours = [...on.fleet.values()].map(({ behaviour }) => behaviour);
    const count = (fits: (behaviour: (typeof behaviours)[number]) => boolean): number =>
      behaviours.filter(fits).length;
    expect({
      half: count(({ synchronizeEffect }) => synchronizeEffect === 'half'),
      none: count(({ synchronizeEffect }) => synchronizeEffect === 'none'),
      refused: count(({ synchronizeEffect }) => synchronizeEffect === 'refused'),
      restarting: count(({ synchronizeRebootSeconds }) => synchronizeRebootSeconds === 20),
      config: count(({ actionsNeedConfigMode }) => actionsNeedConfigMode),
      slow: count(({ synchronizeAnswerMs }) => synchronizeAnswerMs === 4_000),
    }).toEqual({ half: 1, none: 1, refused: 1, restarting: 1, config: 1, slow: 4 });
  });
});
