import { describe, expect, it } from 'vitest';
import { FleetVerbs } from './fleet-verbs.js';
import { seededRandom } from './random.js';
import {
  basic,
  licenceText,
  request,
  signedIn,
  START,
  testDevice,
  testWorld,
  type TestDevice,
} from './spec-support.js';

const ID = 'avt-sle-01';
const DAY_MS = 86_400_000;

function stage(options: Parameters<typeof testDevice>[1] = {}): TestDevice & { verbs: FleetVerbs } {
  const test = testDevice(testWorld(), options);
  const fleet = new Map([[ID, test.device]]);
  return { ...test, verbs: new FleetVerbs(fleet, { ...test.world, random: seededRandom(1, 'verbs') }) };
}

function read(test: TestDevice, path: string): unknown {
  test.device.sessions.endAll();
  return JSON.parse(signedIn(test).get(path).answer.body);
}

describe('a service, as an administrator switches it', () => {
  it('off: lost, and event 1382 names the service and both values', () => {
    const on = stage();
    on.verbs.changeService(ID, 'ips', { enabled: false });
    expect(on.world.log.truth.intervals()).toMatchObject([{ service: 'ips', reason: 'switched-off' }]);
    expect(on.world.emitted).toMatchObject([
      {
        id: 1382,
        message: 'Configuration succeeded: Intrusion Prevention',
        fields: { oldValue: 'enabled', newValue: 'disabled' },
      },
    ]);
  });

  it('partial: the zone of the customer is left out, the others keep it', () => {
    const on = stage();
    on.verbs.changeService(ID, 'gateway-av', { partial: true });
    const flags = (service: string): unknown[] =>
      Object(read(on, '/zones'))
        .zones.slice(0, 3)
        .map((zone: Record<string, unknown>) => zone[service]);
    expect(flags('gateway_anti_virus')).toEqual([false, true, true]);
    expect(flags('anti_spyware')).toEqual([true, true, true]);
    expect(on.world.emitted.map(({ fields }) => fields?.newValue)).toEqual(['enabled on some zones']);
  });

  it('detection only: shown, logged', () => {
    const on = stage();
    on.verbs.changeService(ID, 'gateway-av', { detectionOnly: true });
    expect(read(on, '/gateway-antivirus/base')).toMatchObject({
      gateway_antivirus: { detection_only: true },
    });
    expect(on.world.emitted.map(({ id }) => id)).toEqual([1382]);
  });

  it('anti-spam: 1085 off and 1084 on beside 1382', () => {
    const on = stage({ allServices: true });
    on.verbs.changeService(ID, 'anti-spam', { enabled: false });
    on.verbs.changeService(ID, 'anti-spam', { enabled: true });
    expect(on.world.emitted.map(({ id }) => id)).toEqual([1382, 1085, 1382, 1084]);
  });

  it('a change of licence or dates alone is no change of configuration', () => {
    const on = stage();
    on.verbs.changeService(ID, 'gateway-av', { signaturesAgeSeconds: 1_000 });
    expect(on.world.emitted).toEqual([]);
  });
});

describe('frozen signatures', () => {
  const report = (on: TestDevice): { published: unknown; checked: unknown } => {
    const value = Object(read(on, '/reporting/gateway-antivirus'));
    return { published: value.signature_database_timestamp, checked: value.last_checked };
  };

  it('last_checked moves, the timestamp does not, and an update "succeeds" all the same', () => {
    const on = stage();
    on.verbs.freezeSignatures(ID, 'gateway-av', 0);
    const before = report(on);
    on.world.clock.advance(3 * DAY_MS);
    const after = report(on);
    expect(after.published).toBe(before.published);
    expect(after.checked).not.toBe(before.checked);
    on.device.sessions.endAll();
    expect(signedIn(on).post('/gateway-antivirus/update-signatures').answer.body).toContain('E_OK');
    expect(report(on).published).toBe(before.published);
  });

  it('a last try that was back-dated stands until it is given anew or the box asks by itself again', () => {
    const on = stage();
    const tried = (): number => Date.parse(String(report(on).checked));
    const minutesSince = (before: number): number => (tried() - before) / 60_000;
    on.verbs.freezeSignatures(ID, 'gateway-av', 0, 50 * 60);
    const first = tried();
    on.world.clock.advance(60_000);
    expect(minutesSince(first)).toBe(0);
    on.verbs.freezeSignatures(ID, 'gateway-av', 0, 40 * 60);
    expect(minutesSince(first)).toBe(11);
    on.verbs.freezeSignatures(ID, 'gateway-av', 0);
    on.world.clock.advance(DAY_MS);
    expect(minutesSince(first)).toBeGreaterThan(23 * 60);
  });

  it('moves again once thawed', () => {
    const on = stage();
    on.verbs.freezeSignatures(ID, 'gateway-av', 0);
    const before = report(on);
    on.world.clock.advance(DAY_MS);
    on.verbs.freezeSignatures(ID, 'gateway-av', null);
    expect(report(on).published).not.toBe(before.published);
  });
});

describe('expiry', () => {
  it('to come: the date changes and the service ends by itself at that instant, with its event', () => {
    const on = stage();
    on.verbs.setExpiry(ID, 'ips', START + DAY_MS);
    expect(read(on, '/reporting/intrusion-prevention')).toMatchObject({
      ips_service_expiration_date: 'UTC 12/03/2008 10:00:00.000',
    });
    on.world.clock.advance(DAY_MS - 1);
    expect(on.device.services.ips.licence).toBe('licensed');
    on.world.clock.advance(1);
    expect(licenceText(signedInAgain(on), 'intrusion_prevention')).toBe('Expired');
    expect(on.world.emitted.map(({ id }) => id)).toEqual([614]);
    expect(on.world.log.truth.intervals()).toMatchObject([{ service: 'ips', reason: 'licence-expired' }]);
  });

  it('past: ends at once, in grace it still works', () => {
    const on = stage();
    on.verbs.setExpiry(ID, 'ips', START - DAY_MS, true);
    expect(licenceText(signedInAgain(on), 'intrusion_prevention')).toBe('Licensed - Grace Period');
    expect(on.world.log.truth.intervals()).toEqual([]);
    on.verbs.setExpiry(ID, 'ips', START - DAY_MS);
    expect(licenceText(signedInAgain(on), 'intrusion_prevention')).toBe('Expired');
  });

  it('renewed: licensed again, and the earlier end no longer counts', () => {
    const on = stage();
    on.verbs.setExpiry(ID, 'ips', START + DAY_MS);
    on.verbs.setExpiry(ID, 'ips', START + 400 * DAY_MS);
    on.world.clock.advance(2 * DAY_MS);
    expect(on.device.services.ips.licence).toBe('licensed');
  });

  function signedInAgain(on: TestDevice): ReturnType<typeof signedIn> {
    on.device.sessions.endAll();
    return signedIn(on);
  }
});

describe('high-availability pair', () => {
  it('fails over: other serial, other up-time, session gone, report turned round; and back', () => {
    const on = stage({ isPair: true });
    const caller = signedIn(on);
    expect(caller.get('/reporting/high-availability').answer.body).toContain('"primary_state":"ACTIVE"');
    on.verbs.failover(ID);
    expect(caller.get('/version').answer.status).toBe(401);
    expect(read(on, '/version')).toMatchObject({ serial_number: '2CB8ED018001' });
    expect(read(on, '/reporting/high-availability')).toMatchObject({
      status: 'Secondary Active',
      primary_state: 'STANDBY',
      secondary_state: 'ACTIVE',
      primary_serial_number: '2CB8ED010001',
      secondary_serial_number: '2CB8ED018001',
    });
    on.verbs.failover(ID);
    expect(read(on, '/reporting/status/system')).toMatchObject({ serial_number: '2CB8ED010001' });
  });

  it('a box on its own says so and cannot fail over', () => {
    const on = stage();
    expect(read(on, '/reporting/high-availability')).toMatchObject({ secondary_state: 'NONE' });
    expect(() => on.verbs.failover(ID)).toThrow(`The device "${ID}" is no high-availability pair`);
  });
});

describe('account, clock and person', () => {
  it('a changed password ends the session and refuses the old one; reset brings it back', () => {
    const on = stage();
    const caller = signedIn(on);
    on.verbs.changePassword({ ids: 'all' }, 'new one');
    expect(caller.get('/version').answer.status).toBe(401);
    const status = (password: string): number =>
      on.box.respond(request('POST', '/auth', { authorization: basic('firewatch', password) })).answer.status;
    expect([status('Circle of Life'), status('new one')]).toEqual([401, 200]);
    expect(on.world.emitted.map(({ id }) => id)).toEqual([30]);
    on.verbs.reset();
    expect(status('Circle of Life')).toBe(200);
  });

  it('a clock 90 s ahead shows in system_time', () => {
    const on = stage();
    const shown = (): unknown => Object(read(on, '/version')).system_time;
    expect(shown()).toBe('12/02/2008 02:00:00.000');
    on.verbs.changeBehaviour({ ids: [ID] }, { clockSkewSeconds: 90 });
    expect(shown()).toBe('12/02/2008 02:01:30.000');
  });

  it('an administrator in config mode keeps everybody out, one who only looks nobody', () => {
    const on = stage();
    on.verbs.adminSession(ID, 60, false);
    expect(signedIn(on).last.answer.status).toBe(200);
    on.verbs.adminSession(ID, 60);
    expect(signedIn(on).last.answer.status).toBe(503);
    expect(on.world.emitted.map(({ id }) => id)).toEqual([996, 994]);
  });

  it('a reboot with downSeconds refuses for that long and starts the up-time anew', () => {
    const on = stage();
    on.verbs.reboot(ID, 30);
    expect(on.device.faults.has('refuse')).toBe(true);
    on.world.clock.advance(30_000);
    expect(on.device.faults.has('refuse')).toBe(false);
    expect(read(on, '/version')).toMatchObject({ system_uptime: '0 Days, 0 Hours, 0 Minutes, 30 Seconds' });
  });

  it('a wrong answer of the authority writes the events of the three services lost', () => {
    const on = stage();
    on.verbs.setAuthority({ mode: 'wrong-answer' });
    on.verbs.checkIn({ ids: 'all' });
    expect(on.world.emitted.map(({ id }) => id)).toEqual([810, 796, 614]);
  });
});
