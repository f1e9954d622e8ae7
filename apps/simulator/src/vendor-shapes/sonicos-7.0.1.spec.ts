import { describe, expect, it } from 'vitest';
import { oneTimeCode } from '../devices/one-time-code.js';
import { request, signedIn, testDevice, testWorld } from '../spec-support.js';
import { GEN6_ROUTES } from '../sonicos/gen6-routes.js';
import { ROUTES } from '../sonicos/routes.js';
import { BOOLEAN_EXTRAS, EXTRAS } from './extras.js';
import { shapeProblems, type Shape } from './shape.js';
import { GEN6_LEAVES } from './sonicos-6.5.js';
import { ANSWERS, ENVELOPE } from './sonicos-7.0.1.js';

function within(shape: Shape, path: readonly string[], leaf: Shape): Shape {
  const [head, ...rest] = path;
  if (head === undefined) return leaf;
  const isList = head.endsWith('[]');
  const name = isList ? head.slice(0, -2) : head;
  const fields = typeof shape !== 'string' && 'object' in shape ? shape.object : {};
  const known = fields[name];
  const inner = isList && known && typeof known !== 'string' && 'list' in known ? known.list : known;
  const next = within(inner ?? { object: {} }, rest, leaf);
  return { object: { ...fields, [name]: isList ? { list: next } : next } };
}

function shapeOf(path: string): Shape {
  const base = ANSWERS[path] ?? GEN6_LEAVES[path]?.shape ?? ENVELOPE;
  const withTexts = EXTRAS.filter((extra) => extra.path === path).reduce(
    (shape, extra) => within(shape, extra.field.split('.'), 'string'),
    base,
  );
  return BOOLEAN_EXTRAS.filter((extra) => extra.path === path).reduce(
    (shape, extra) => within(shape, extra.field.split('.'), 'boolean'),
    withTexts,
  );
}

const readableOf = (routes: typeof ROUTES): string[] =>
  [...routes].filter(([, methods]) => methods.GET).map(([path]) => path);
const readable = readableOf(ROUTES);
const firmwares = ['7.0.1-5145', '7.1.3-7015', '7.3.2-7010', '8.2.0-8009'];

describe('answers against the SonicOS 7.0.1 description', () => {
  it.each(readable)('GET %s has no unlisted field and no other type on 4 firmwares', (path) => {
    for (const firmware of firmwares) {
      const box = signedIn(testDevice(testWorld(), { firmware, allServices: true, isPair: true }));
      const { answer } = box.get(path);
      expect(answer.status).toBe(200);
      expect(shapeProblems(JSON.parse(answer.body), shapeOf(path))).toEqual([]);
    }
  });

  it.each(readableOf(GEN6_ROUTES))('GET %s of a 6.5 box fits the same shapes', (path) => {
    const box = signedIn(testDevice(testWorld(), { firmware: '6.5.4.15-117n', allServices: true }));
    const { answer } = box.get(path);
    expect(answer.status).toBe(200);
    expect(shapeProblems(JSON.parse(answer.body), shapeOf(path))).toEqual([]);
  });

  it('GET /log/events fits with events switched off, on both wordings', () => {
    for (const firmware of ['7.0.1-5145', '7.1.3-7015']) {
      const test = testDevice(testWorld(), { firmware });
      test.device.changeBehaviour({ eventsNotSent: [810] });
      const { body } = signedIn(test).get('/log/events').answer;
      expect(shapeProblems(JSON.parse(body), shapeOf('/log/events'))).toEqual([]);
      expect(body).toContain(firmware.startsWith('7.0') ? '"syslog":null' : '"syslog":{}');
    }
  });

  it('POST /auth answers the envelope, with a token where the firmware checks it', () => {
    const device = testDevice(testWorld(), { firmware: '7.3.2-7010', offersBearer: true });
    const { answer } = signedIn(device, { onlySignIn: true }).last;
    expect(shapeProblems(JSON.parse(answer.body), shapeOf('/auth'))).toEqual([]);
    expect(answer.body).toContain('"bearer_token":"');
  });

  it('GET /auth with CHAP, POST /tfa and a forced password change answer listed fields only', () => {
    const chap = testDevice(testWorld(), { signIn: 'chap' });
    const challenge = chap.box.respond(request('GET', '/auth')).answer.body;
    expect(shapeProblems(JSON.parse(challenge), shapeOf('/auth'))).toEqual([]);
    const forced = signedIn(testDevice(testWorld(), { signIn: 'password-change' })).last.answer.body;
    expect(shapeProblems(JSON.parse(forced), shapeOf('/auth'))).toEqual([]);
    const two = testDevice(testWorld(), { signIn: 'two-factor' });
    const { profile } = two.device;
    const tfa = oneTimeCode(profile, two.world.clock.now());
    const body = Buffer.from(JSON.stringify({ user: profile.user, password: profile.password, tfa }));
    const { answer } = two.box.respond(request('POST', '/tfa', { body }));
    expect(shapeProblems(JSON.parse(answer.body), shapeOf('/tfa'))).toEqual([]);
    expect(answer.status).toBe(200);
  });

  it('gives every one of the 28 licence keys on 7.0.1 and drifts on 7.1', () => {
    const keysOn = (firmware: string): string[] => {
      const { answer } = signedIn(testDevice(testWorld(), { firmware })).get(
        '/reporting/status/security-services',
      );
      return Object.keys(Object(JSON.parse(answer.body)));
    };
    const spec = ANSWERS['/reporting/status/security-services'];
    const listed = spec && typeof spec !== 'string' && 'object' in spec ? Object.keys(spec.object) : [];
    expect(listed).toHaveLength(28);
    expect(keysOn('7.0.1-5145').toSorted()).toEqual(listed.toSorted());
    expect(keysOn('7.1.3-7015')).toEqual(expect.arrayContaining(['cfs_content_filter_', 'dns_filtering']));
    expect(keysOn('7.1.3-7015')).not.toContain('cfs_content_filter');
  });

  it('notices a field that is not listed and a number where the vendor has a text', () => {
    const shape = shapeOf('/reporting/cfs/status');
    expect(shapeProblems({ cfs_expiration_date: 5, other: 'x' }, shape)).toEqual([
      '.cfs_expiration_date: number instead of string',
      '.other: not listed',
    ]);
  });
});
