import { describe, expect, it } from 'vitest';
import type { DeviceAnswer } from '../../platform/http/device-transport.js';
import { ALLOWED_CALLS, CLI_LINES } from './allowed.js';
import { cliPart } from './cli-answer.js';

const FROM = 'POST /direct/cli show status';
const part = (text: string, status = 200): ReturnType<typeof cliPart> => {
  const answer: DeviceAnswer = { status, headers: {}, text };
  return cliPart(answer, { now: 0, from: FROM });
};

describe('what a show line brought', () => {
  it('is the JSON of the REST tree, with the line as its source', () => {
    expect(part('{"botnet":{"block":{}}}')).toEqual({
      kind: 'value',
      value: { botnet: { block: {} } },
      from: FROM,
    });
  });

  it('is read from labelled text where the firmware gives no JSON', () => {
    const text = 'serial-number: 0017C5AA0001\r\nGateway Anti-Virus:   Not Licensed\nblah blah\n';
    expect(part(text)).toMatchObject({
      value: { serial_number: '0017C5AA0001', gateway_anti_virus: 'Not Licensed' },
    });
  });

  it.each([
    ['    block connections all', { all: true }],
    ['geo-ip\n    block connections firewall-rule-based\nexit', { firewall_rule_based: true }],
    ['geo-ip\n    no block connections\nexit', {}],
  ])('tells the switch of Geo-IP from %j', (text, connections) => {
    expect(part(text)).toMatchObject({ value: { geo_ip: { block: { connections } } } });
  });

  it.each([
    ['an unknown line', '{"status":{"success":false,"info":[{"message":"does not match"}]}}', 400, 'missing'],
    ['no command line at all', '{"status":{"success":false,"info":[]}}', 404, 'missing'],
    ['broken JSON', '{"geo_ip":{"block"', 200, 'failed'],
    ['prose', 'nothing to see here', 200, 'failed'],
    ['HTTP 500', '', 500, 'failed'],
  ])('is nothing for %s', (_what, text, status, kind) => {
    expect(part(text, status).kind).toBe(kind);
  });

  it('reads 2 MB of hostile text without getting lost in it', () => {
    for (const text of [`a${' '.repeat(2_000_000)}:`, 'a:'.repeat(1_000_000), `${' '.repeat(1_000_000)}x: y`])
      expect(['value', 'failed']).toContain(part(text).kind);
  });
});

describe('the command lines', () => {
  it('only show, one line each, and are the only bodies that may go there', () => {
    const lines: readonly string[] = Object.values(CLI_LINES);
    for (const line of lines) expect(line).toMatch(/^show [a-z -]+$/);
    expect(new Set(lines).size).toBe(lines.length);
    const cli = ALLOWED_CALLS.filter(({ path }) => path.test('/api/sonicos/direct/cli'));
    expect(cli).toMatchObject([{ method: 'POST', bodies: lines }]);
  });
});
