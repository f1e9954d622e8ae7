import { describe, expect, it } from 'vitest';
import {
  licenceText,
  PAID_UNTIL,
  signedIn,
  START,
  testDevice,
  testWorld,
  type TestDevice,
} from '../spec-support.js';

const LOST = ['gateway_anti_virus', 'anti_spyware', 'intrusion_prevention'];

function lost(test: TestDevice): void {
  test.world.authority.set({ mode: 'wrong-answer' });
  test.device.checkIn();
}

function shown(test: TestDevice): unknown[] {
  test.device.sessions.endAll();
  const caller = signedIn(test);
  return LOST.map((key) => licenceText(caller, key));
}

const ALL_LOST = ['Not Licensed', 'Not Licensed', 'Not Licensed'];
const ALL_HELD = ['Licensed', 'Licensed', 'Licensed'];

describe('2 December 2008 on one box', () => {
  it('takes 3 keys at the check-in, not before, and leaves enable flags, expiry and the other keys', () => {
    const test = testDevice(testWorld());
    test.world.authority.set({ mode: 'wrong-answer' });
    expect(shown(test)).toEqual(ALL_HELD);
    test.device.checkIn();
    expect(shown(test)).toEqual(ALL_LOST);
    const caller = signedIn({ ...test, device: test.device });
    expect(licenceText(caller, 'app_control')).toBe('Licensed');
    expect(caller.get('/gateway-antivirus/base').answer.body).toContain('"enable":true');
    expect(caller.get('/intrusion-prevention/base').answer.body).toContain('"enable":true');
    expect(caller.get('/reporting/intrusion-prevention').answer.body).toContain(
      '"ips_service_expiration_date":"UTC 03/14/2009',
    );
    expect(PAID_UNTIL).toBeGreaterThan(START);
  });

  it('keeps the database Downloaded and its dates where they were at the loss', () => {
    const test = testDevice(testWorld());
    lost(test);
    const caller = signedIn(test);
    const frozen = caller.get('/reporting/gateway-antivirus').answer.body;
    const moving = caller.get('/reporting/app-control').answer.body;
    test.device.sessions.endAll();
    test.world.clock.advance(24 * 3_600_000);
    const later = signedIn(test);
    expect(later.get('/reporting/gateway-antivirus').answer.body).toBe(frozen);
    expect(frozen).toContain('"signature_database":"Downloaded"');
    expect(later.get('/reporting/app-control').answer.body).not.toBe(moving);
  });

  it('does not heal when the authority is right again and the box checks in 100 times', () => {
    const test = testDevice(testWorld());
    lost(test);
    test.world.authority.set({ mode: 'ok' });
    for (let i = 0; i < 100; i += 1) test.device.checkIn();
    test.world.clock.advance(86_400_000);
    expect(shown(test)).toEqual(ALL_LOST);
  });

  it.each(['/license/synchronize', '/license/lmsync'])('heals by %s 1.5 s after it was accepted', (path) => {
    const test = testDevice(testWorld());
    lost(test);
    test.world.authority.set({ mode: 'ok' });
    expect(signedIn(test).post(path).answer.body).toContain('"success":true');
    test.world.clock.advance(1_499);
    expect(shown(test)).toEqual(ALL_LOST);
    test.world.clock.advance(1);
    expect(shown(test)).toEqual(ALL_HELD);
  });

  it('does not heal by security-services/synchronize', () => {
    const test = testDevice(testWorld());
    lost(test);
    test.world.authority.set({ mode: 'ok' });
    expect(signedIn(test).post('/security-services/synchronize').answer.status).toBe(200);
    test.world.clock.advance(60_000);
    expect(shown(test)).toEqual(ALL_LOST);
  });

  it.each([
    ['lose', ALL_LOST],
    ['no-effect', ALL_HELD],
  ] as const)('Synchronize on a healthy box during wrong-answer says success; set to %s', (effect, after) => {
    const test = testDevice(testWorld());
    test.world.authority.set({ mode: 'wrong-answer', synchronizeUnderWrongAnswer: effect });
    expect(signedIn(test).post('/license/synchronize').answer.body).toContain('"success":true');
    test.world.clock.advance(1_500);
    expect(shown(test)).toEqual(after);
  });

  it('Synchronize on a lost box during wrong-answer says success and changes nothing', () => {
    const test = testDevice(testWorld());
    lost(test);
    expect(signedIn(test).post('/license/synchronize').answer.body).toContain('"success":true');
    test.world.clock.advance(60_000);
    expect(shown(test)).toEqual(ALL_LOST);
  });

  it('records the loss and its end per service as truth', () => {
    const test = testDevice(testWorld());
    lost(test);
    test.world.authority.set({ mode: 'ok' });
    test.world.clock.advance(10_000);
    test.device.synchronize('administrator');
    test.world.clock.advance(1_500);
    const interval = (service: string): object => ({
      device: 'avt-sle-01',
      service,
      reason: 'licence-lost',
      from: START,
      to: START + 11_500,
    });
    expect(test.world.log.truth.intervals()).toEqual(['gateway-av', 'anti-spyware', 'ips'].map(interval));
  });
});

describe('the licence authority in its other moods', () => {
  it('unreachable: a check-in changes nothing and Synchronize says so with HTTP 200', () => {
    const test = testDevice(testWorld());
    lost(test);
    test.world.authority.set({ mode: 'unreachable' });
    const { answer } = signedIn(test).post('/license/synchronize');
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.stringContaining('Unable to reach license manager.'),
    ]);
    test.world.clock.advance(60_000);
    expect(shown(test)).toEqual(ALL_LOST);
  });

  it('slow: Synchronize takes effect after its 1.5 s and the 20 s of the authority', () => {
    const test = testDevice(testWorld());
    lost(test);
    test.world.authority.set({ mode: 'slow' });
    signedIn(test).post('/license/synchronize');
    test.world.clock.advance(21_499);
    expect(shown(test)).toEqual(ALL_LOST);
    test.world.clock.advance(1);
    expect(shown(test)).toEqual(ALL_HELD);
  });

  it('partial: about half of 200 boxes that check in lose their keys', () => {
    const world = testWorld();
    world.authority.set({ mode: 'partial' });
    const boxes = Array.from({ length: 200 }, (_, i) => testDevice(world, { id: `box-${i}` }));
    for (const { device } of boxes) device.checkIn();
    const hit = boxes.filter(({ device }) => device.services.ips.licence === 'not-licensed').length;
    expect(hit).toBeGreaterThan(75);
    expect(hit).toBeLessThan(125);
  });

  it('takes the services it is told to', () => {
    const test = testDevice(testWorld());
    test.world.authority.set({ mode: 'wrong-answer', loses: ['web-filter'] });
    test.device.checkIn();
    expect(test.device.services['web-filter'].licence).toBe('not-licensed');
    expect(shown(test)).toEqual(ALL_HELD);
  });

  it('gives a key that ran out meanwhile back as expired', () => {
    const test = testDevice(testWorld());
    lost(test);
    test.world.authority.set({ mode: 'ok' });
    test.world.clock.advance(PAID_UNTIL - START);
    test.device.synchronize('administrator');
    test.world.clock.advance(1_500);
    expect(shown(test)).toEqual(['Expired', 'Expired', 'Expired']);
  });
});
