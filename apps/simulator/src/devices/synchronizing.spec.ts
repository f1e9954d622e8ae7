import { describe, expect, it } from 'vitest';
import { FleetVerbs } from '../fleet-verbs.js';
import { seededRandom } from '../random.js';
import { signedIn, testDevice, testWorld, type TestDevice } from '../spec-support.js';
import type { Behaviour } from './behaviour.js';
import { LOST_IN_2008, SERVICE_IDS, type ServiceId } from './service-catalogue.js';
import { lossOf } from './service-state.js';

const ID = 'avt-sle-01';

interface Lost extends TestDevice {
  readonly verbs: FleetVerbs;
}

/** A box that lost its keys on the day, with the authority right again. */
function lostBox(change: Partial<Behaviour> = {}): Lost {
  const test = testDevice(testWorld());
  const verbs = new FleetVerbs(new Map([[ID, test.device]]), {
    ...test.world,
    random: seededRandom(1, 'verbs'),
  });
  verbs.setAuthority({ mode: 'wrong-answer' });
  test.device.checkIn();
  verbs.setAuthority({ mode: 'ok' });
  verbs.changeBehaviour({ ids: [ID] }, change);
  return { ...test, verbs };
}

const lost = ({ device }: TestDevice): ServiceId[] =>
  SERVICE_IDS.filter((service) => lossOf(device.services[service]) !== null);

function order(test: TestDevice, path: string): { message: string; afterMs: number } {
  test.device.sessions.endAll();
  const { answer } = signedIn(test).post(path);
  return { message: JSON.parse(answer.body).status.info[0].message, afterMs: answer.afterMs ?? 0 };
}

describe('what a Synchronize brings', () => {
  it('full: everything, 1.5 s after the answer', () => {
    const test = lostBox();
    expect(order(test, '/license/synchronize')).toEqual({ message: 'Success.', afterMs: 0 });
    test.world.clock.advance(1_499);
    expect(lost(test)).toEqual(LOST_IN_2008);
    test.world.clock.advance(1);
    expect(lost(test)).toEqual([]);
  });

  it('slow: the answer after 2 s, the effect 30 s after it', () => {
    const test = lostBox({ synchronizeAnswerMs: 2_000, synchronizeMs: 30_000 });
    expect(order(test, '/license/synchronize').afterMs).toBe(2_000);
    test.world.clock.advance(31_999);
    expect(lost(test)).toEqual(LOST_IN_2008);
    test.world.clock.advance(1);
    expect(lost(test)).toEqual([]);
  });

  it('half: the named services by synchronize, the rest by lmsync', () => {
    const test = lostBox({ synchronizeEffect: 'half', synchronizeRestores: ['ips'] });
    order(test, '/license/synchronize');
    test.world.clock.advance(2_000);
    expect(lost(test)).toEqual(['gateway-av', 'anti-spyware']);
    order(test, '/license/lmsync');
    test.world.clock.advance(2_000);
    expect(lost(test)).toEqual([]);
    expect(test.world.log.find({ kind: 'synchronized' })).toMatchObject([
      { detail: 'api: right' },
      { detail: 'api: right (lmsync)' },
    ]);
  });

  it('none: accepted, and nothing follows', () => {
    const test = lostBox({ synchronizeEffect: 'none' });
    expect(order(test, '/license/synchronize').message).toBe('Success.');
    test.world.clock.advance(600_000);
    expect(lost(test)).toEqual(LOST_IN_2008);
  });

  it('worse: the keys that were left go too', () => {
    const test = lostBox({ synchronizeEffect: 'worse' });
    expect(order(test, '/license/synchronize').message).toBe('Success.');
    test.world.clock.advance(2_000);
    expect(lost(test)).toEqual(expect.arrayContaining(['web-filter', 'app-control', 'geo-botnet']));
  });

  it('refused: "Unable to reach license manager.", and nothing follows', () => {
    const test = lostBox({ synchronizeEffect: 'refused' });
    expect(order(test, '/license/synchronize').message).toBe('Unable to reach license manager.');
    test.world.clock.advance(600_000);
    expect(lost(test)).toEqual(LOST_IN_2008);
  });

  it.each([
    ['full', []],
    ['none', LOST_IN_2008],
  ] as const)('restarts right after the answer, away for 20 s, with effect %s', (effect, left) => {
    const test = lostBox({ synchronizeRebootSeconds: 20, synchronizeEffect: effect });
    expect(order(test, '/license/synchronize').message).toBe('Success.');
    test.world.clock.advance(300);
    expect(test.device.faults.connection('refuse')).not.toBeNull();
    test.world.clock.advance(20_000);
    expect(test.device.faults.connection('refuse')).toBeNull();
    expect(lost(test)).toEqual(left);
  });

  it('what was under way before a reset does not come after it', () => {
    const test = lostBox({ synchronizeEffect: 'worse' });
    order(test, '/license/synchronize');
    test.verbs.reset();
    test.world.clock.advance(2_000);
    expect(lost(test)).toEqual([]);
  });
});

describe('an authority that relapses', () => {
  it('after 2 right answers to a Synchronize: the third box gets the wrong one, the log names it', () => {
    const test = lostBox({ synchronizeMs: 0 });
    test.verbs.relapse({ afterSynchronizations: 2 });
    order(test, '/license/synchronize');
    expect(test.world.authority.state).toMatchObject({ mode: 'ok', relapseAfter: 2 });
    order(test, '/license/synchronize');
    expect(test.world.authority.state).toMatchObject({ mode: 'wrong-answer', relapseAfter: null });
    expect(test.world.log.find({ kind: 'authority' }).at(-1)).toMatchObject({
      detail: '{"mode":"wrong-answer"}',
    });
    order(test, '/license/synchronize');
    expect(lost(test)).toEqual(LOST_IN_2008);
  });

  it('60 s from now', () => {
    const test = lostBox();
    test.verbs.relapse({ inSeconds: 60 });
    test.world.clock.advance(59_999);
    expect(test.world.authority.state.mode).toBe('ok');
    test.world.clock.advance(1);
    expect(test.world.authority.state.mode).toBe('wrong-answer');
  });

  it('a restored box checks in 30 s later by itself and loses its keys again', () => {
    const test = lostBox({ synchronizeMs: 0, checkInAfterSynchronizeSeconds: 30 });
    test.verbs.relapse({ afterSynchronizations: 1 });
    order(test, '/license/synchronize');
    expect(lost(test)).toEqual([]);
    test.world.clock.advance(30_000);
    expect(lost(test)).toEqual(LOST_IN_2008);
  });
});

describe('configuration mode held by a person', () => {
  it('lets others in to look, and answers "Non config mode." to their orders until it ends', () => {
    const test = lostBox({ synchronizeMs: 0 });
    test.verbs.adminSession(ID, 60, true, true);
    const caller = signedIn(test);
    expect(caller.get('/reporting/status/security-services').answer.status).toBe(200);
    expect(caller.post('/license/synchronize').answer.body).toContain('Non config mode.');
    expect(lost(test)).toEqual(LOST_IN_2008);
    test.world.clock.advance(60_000);
    expect(caller.post('/license/synchronize').answer.body).toContain('Success.');
    expect(lost(test)).toEqual([]);
  });
});
