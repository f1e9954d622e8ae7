import { describe, expect, it } from 'vitest';
import { LICENCE_KEY_DRIFTS, usualBehaviour, type LicenceKeyDrift } from '../devices/behaviour.js';
import { basic, request, signedIn, testDevice, testWorld, type TestDevice } from '../spec-support.js';
import type { Answer } from './answer.js';

const REST = '6.5.4.15-117n';
const CLI_ONLY = '6.5.1.1-42n';
const on = (firmware: string): TestDevice => testDevice(testWorld(), { firmware });

function cli(test: TestDevice, lines: string, accept = 'application/json'): Answer {
  signedIn(test);
  return test.box.respond(
    request('POST', '/direct/cli', { accept, contentType: 'text/plain', body: Buffer.from(lines) }),
  ).answer;
}

describe('gen6', () => {
  it('comes with the API off: 403 E_DISABLED on every path', () => {
    const { profile } = on(REST).device;
    const settings = { sessionIdleSeconds: 300, synchronizeMs: 0 };
    expect(usualBehaviour({ ...profile, apiByDefault: false }, settings)).toMatchObject({
      apiEnabled: false,
      tls: 'tls1.2',
    });
    const test = on(REST);
    test.device.changeBehaviour({ apiEnabled: false });
    const { answer } = test.box.respond(request('POST', '/auth', { authorization: basic('a', 'b') }));
    expect([answer.status, answer.why]).toEqual([403, 'api-disabled']);
  });

  it.each([
    ['/reporting/status/security-services', 200],
    ['/gateway-antivirus/settings', 200],
    ['/intrusion-prevention/global', 200],
    ['/botnet/global', 200],
    ['/gateway-antivirus/base', 404],
    ['/botnet/base', 404],
    ['/log/events', 404],
    ['/license/lmsync', 404],
    ['/gateway-antivirus', 400],
  ])('GET %s -> %i', (path, status) => {
    expect(signedIn(on(REST)).get(path).answer.status).toBe(status);
  });

  it('calls a botnet filter that is off by leaving the choice out', () => {
    const test = on(REST);
    const read = (): unknown => JSON.parse(signedIn(test).get('/botnet/global').answer.body);
    expect(read()).toMatchObject({ botnet: { block: { connections: { all: true } } } });
    test.device.changeService('geo-botnet', { enabled: false });
    test.device.sessions.endAll();
    expect(read()).toMatchObject({ botnet: { block: { connections: {} } } });
  });

  it('has no reporting paths on an early build, and the command line all the same', () => {
    const test = on(CLI_ONLY);
    expect(signedIn(test).get('/reporting/status/security-services').answer.status).toBe(404);
    test.device.sessions.endAll();
    expect(JSON.parse(cli(test, 'show status').body)).toMatchObject({
      serial_number: test.device.serial,
      gateway_anti_virus: 'Licensed',
    });
  });

  it('sends a list with a comma too many where set so', () => {
    const test = on(REST);
    test.device.changeBehaviour({ malformedLists: true });
    const { body } = signedIn(test).get('/zones').answer;
    expect(() => JSON.parse(body)).toThrow(SyntaxError);
    expect(() => JSON.parse(body.replace('},]', '}]'))).not.toThrow();
  });
});

describe('/direct/cli', () => {
  it.each([
    ['show gateway-antivirus', { gateway_antivirus: { enable: true } }],
    ['show intrusion-prevention', { intrusion_prevention: { enable: true } }],
    ['show app-control', { app_control: { enable: true } }],
    ['show rbl', { rbl: { enable: false } }],
    ['show version', { model: 'TZ 370' }],
  ])('%s answers the REST object', (line, object) => {
    expect(JSON.parse(cli(on(REST), line).body)).toMatchObject(object);
    expect(JSON.parse(cli(on('7.0.1-5145'), line).body)).toMatchObject(object);
  });

  it('breaks the JSON of show geo-ip on gen6 and not its text, and neither on gen7', () => {
    expect(() => JSON.parse(cli(on(REST), 'show geo-ip').body)).toThrow(SyntaxError);
    expect(cli(on(REST), 'show geo-ip', 'text/plain').body).toContain('block connections all');
    expect(JSON.parse(cli(on('7.0.1-5145'), 'show geo-ip').body)).toMatchObject({ geo_ip: {} });
  });

  it('prints one setting per line, "no" before what is off', () => {
    const test = on(REST);
    test.device.changeService('gateway-av', { enabled: false });
    const { body, type } = cli(test, 'show gateway-antivirus', 'text/plain');
    expect(type).toBe('text/plain; charset=UTF-8');
    expect(body.split('\n').slice(0, 3)).toEqual([
      'gateway-antivirus',
      '    no enable',
      '    inbound-inspection http',
    ]);
  });

  it('refuses a line it does not know with status.cli, a JSON body with 406, and a stranger with 401', () => {
    const unknown = cli(on(REST), 'configure');
    expect([unknown.status, JSON.parse(unknown.body)]).toMatchObject([
      400,
      { status: { success: false, cli: { command: 'configure' } } },
    ]);
    expect(signedIn(on(REST)).post('/direct/cli').answer.status).toBe(406);
    const stranger = request('POST', '/direct/cli', { contentType: 'text/plain' });
    expect(on(REST).box.respond(stranger).answer.status).toBe(401);
  });
});

describe('gen5', () => {
  it.each(['/api/sonicos/auth', '/api/sonicos/version', '/api/other'])('answers %s with 404 HTML', (path) => {
    const test = on('5.9.1.7-2o');
    for (const method of ['GET', 'POST']) {
      const { answer } = test.box.respond({ ...request(method, ''), path });
      expect([answer.status, answer.type]).toEqual([404, 'text/html; charset=UTF-8']);
      expect(answer.body).toContain('Not Found');
    }
  });

  it('shows its sign-in page at /', () => {
    const { answer } = on('5.9.1.7-2o').box.respond({ ...request('GET', ''), path: '/' });
    expect([answer.status, answer.body.includes('<form')]).toEqual([200, true]);
  });
});

describe('drift of the licence keys', () => {
  const keysUnder = (licenceKeys: LicenceKeyDrift): string[] => {
    const test = on('7.0.1-5145');
    test.device.changeBehaviour({ licenceKeys });
    const { body } = signedIn(test).get('/reporting/status/security-services').answer;
    return Object.keys(Object(JSON.parse(body)));
  };

  it.each([
    ['as-firmware', ['cfs_content_filter', 'anti_spyware'], ['dns_filtering', 'cfs_content_filter_']],
    ['plain', ['cfs_content_filter', 'end_point_control'], ['dns_filtering']],
    ['underscore', ['cfs_content_filter_', 'dns_filtering'], ['cfs_content_filter']],
    ['sparse', ['gateway_anti_virus'], ['anti_spyware', 'app_control']],
    ['extra', ['anti_spyware', 'gateway_anti_virus_plus', 'zero_trust_edge_'], []],
  ] as const)('%s has %j and not %j', (drift, present, absent) => {
    const keys = keysUnder(drift);
    expect(present.filter((key) => !keys.includes(key))).toEqual([]);
    expect(absent.filter((key) => keys.includes(key))).toEqual([]);
    expect(LICENCE_KEY_DRIFTS).toContain(drift);
  });
});
