import { describe, expect, it } from 'vitest';
import { licenceText, request, signedIn, testDevice, testWorld } from '../spec-support.js';
import { localTime, plainTime, upTime, utcTime } from './time-text.js';

describe('paths and methods', () => {
  const cases: readonly [string, string, number, string][] = [
    ['GET', '/no/such/path', 404, 'API not found.'],
    ['GET', '/license', 400, 'API endpoint is incomplete.'],
    ['DELETE', '/zones', 405, 'Method not allowed.'],
    ['GET', '/license/synchronize', 405, 'Method not allowed.'],
    ['GET', '/log/events/id/1', 404, 'Log event not found.'],
  ];
  it.each(cases)('%s %s -> %i "%s"', (method, path, status, message) => {
    const test = testDevice(testWorld());
    signedIn(test);
    const { answer } = test.box.respond(request(method, path));
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      status,
      { status: { success: false, info: [{ level: 'error', code: expect.any(String), message }] } },
    ]);
  });

  it('answers 401 with a challenge to a read without session', () => {
    const { answer } = testDevice(testWorld()).box.respond(request('GET', '/version'));
    expect([answer.status, answer.headers]).toEqual([401, { 'WWW-Authenticate': 'Basic realm="SonicWALL"' }]);
  });

  it('answers 403 E_DISABLED on every path when the API is off', () => {
    const test = testDevice(testWorld());
    test.device.behaviour = { ...test.device.behaviour, apiEnabled: false };
    const { answer } = signedIn(test).last;
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('"code":"E_DISABLED","message":"Service disabled."');
  });

  it('answers 406 to a type it does not speak', () => {
    const { answer } = testDevice(testWorld()).box.respond(
      request('GET', '/version', { accept: 'image/png' }),
    );
    expect(answer.status).toBe(406);
  });

  it('says "Licensing must be activated" on a feature that was never bought', () => {
    const { answer } = signedIn(testDevice(testWorld())).get('/anti-spam/settings');
    expect([answer.status, answer.why]).toEqual([400, 'unlicensed']);
  });
});

describe('faults in answers', () => {
  it('glitch lies on 2 status reads, then tells the truth', () => {
    const test = testDevice(testWorld());
    const caller = signedIn(test);
    test.device.setFault({ kind: 'glitch', count: 2 });
    const shown = [1, 2, 3].map(() => licenceText(caller, 'gateway_anti_virus'));
    expect(shown).toEqual(['Not Licensed', 'Not Licensed', 'Licensed']);
    expect(test.world.log.truth.intervals()).toEqual([]);
  });

  it('glitch with everySeconds 30 lies once per 30 s', () => {
    const test = testDevice(testWorld());
    const caller = signedIn(test);
    test.device.setFault({ kind: 'glitch', everySeconds: 30 });
    const shown = [0, 2, 5, 29, 30, 32].map((second, index, all) => {
      test.world.clock.advance((second - (all[index - 1] ?? 0)) * 1_000);
      return licenceText(caller, 'intrusion_prevention');
    });
    expect(shown).toEqual(['Not Licensed', 'Licensed', 'Licensed', 'Licensed', 'Not Licensed', 'Licensed']);
  });

  it('glitch with everySeconds 30 does not drift with the reads: 4 lies in 120 s at one read per 14 s', () => {
    const test = testDevice(testWorld());
    const caller = signedIn(test);
    test.device.setFault({ kind: 'glitch', everySeconds: 30 });
    const shown = Array.from({ length: 9 }, (_, index) => {
      if (index > 0) test.world.clock.advance(14_000);
      return licenceText(caller, 'intrusion_prevention');
    });
    expect(shown.filter((text) => text === 'Not Licensed').length).toBe(4);
  });

  it('stale gives byte-identical answers while time and truth go on', () => {
    const test = testDevice(testWorld());
    const caller = signedIn(test);
    const read = (): string[] =>
      ['/reporting/status/system', '/reporting/status/security-services'].map(
        (p) => caller.get(p).answer.body,
      );
    test.device.setFault({ kind: 'stale' });
    const before = read();
    test.world.authority.set({ mode: 'wrong-answer' });
    test.device.checkIn();
    test.world.clock.advance(60_000);
    expect(read()).toEqual(before);
    expect(test.device.services.ips.licence).toBe('not-licensed');
    test.device.faults.clear('stale');
    expect(licenceText(caller, 'intrusion_prevention')).toBe('Not Licensed');
  });

  it('partial leaves three keys out, wrong-serial names another box, html answers a page with 200', () => {
    const test = testDevice(testWorld());
    const caller = signedIn(test);
    test.device.setFault({ kind: 'partial' });
    expect(licenceText(caller, 'gateway_anti_virus')).toBeUndefined();
    expect(licenceText(caller, 'app_control')).toBe('Licensed');
    test.device.setFault({ kind: 'wrong-serial', count: 1 });
    expect(caller.get('/version').answer.body).not.toContain(test.device.profile.serial);
    expect(caller.get('/version').answer.body).toContain(test.device.profile.serial);
    test.device.setFault({ kind: 'html' });
    const { answer } = caller.get('/version');
    expect([answer.status, answer.type]).toEqual([200, 'text/html; charset=UTF-8']);
  });

  it('http-500 answers 503 with Retry-After on the named path only, after 1 request, for 2 requests', () => {
    const test = testDevice(testWorld());
    const caller = signedIn(test);
    test.device.setFault({
      kind: 'http-500',
      status: 503,
      retryAfterSeconds: 7,
      path: '/zones',
      afterRequests: 1,
      count: 2,
    });
    expect(caller.get('/version').answer.status).toBe(200);
    const answers = [1, 2, 3, 4].map(() => caller.get('/zones').answer);
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503, 200]);
    expect(answers[1]?.headers).toEqual({ 'Retry-After': '7' });
  });

  it('ends by itself after forSeconds and is replaced, not doubled, when set again', () => {
    const test = testDevice(testWorld());
    test.device.setFault({ kind: 'html', forSeconds: 10 });
    test.world.clock.advance(5_000);
    test.device.setFault({ kind: 'html', forSeconds: 10 });
    test.world.clock.advance(9_999);
    expect(test.device.faults.list().map(({ kind }) => kind)).toEqual(['html']);
    test.world.clock.advance(1);
    expect(test.device.faults.list()).toEqual([]);
  });
});

describe('times as the box writes them', () => {
  const at = Date.UTC(2024, 11, 13, 0, 29, 2, 864);
  it('writes US order with milliseconds, with and without zone', () => {
    expect(utcTime(at)).toBe('UTC 12/13/2024 00:29:02.864');
    expect(plainTime(at)).toBe('12/13/2024 00:29:02.864');
    expect(localTime(at, 'America/Los_Angeles')).toBe('12/12/2024 16:29:02.864');
    expect(localTime(Date.UTC(2024, 6, 1, 12), 'America/Los_Angeles')).toBe('07/01/2024 05:00:00.000');
    expect(upTime(3 * 86_400_000 + 4 * 3_600_000 + 5 * 60_000 + 6_999)).toBe(
      '3 Days, 4 Hours, 5 Minutes, 6 Seconds',
    );
  });
});
