import { PassThrough } from 'node:stream';
import { addResync } from '@firewatch/launcher/cli/resync.verb';
import { Terminal } from '@firewatch/launcher/cli/terminal';
import { resyncRunDetail } from '@firewatch/shared/wire/resync';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceFixture } from '../rest/fleet-fixture.js';
import { PASSWORD, RestStage } from '../rest/rest-stage.js';
import { customerNamed, lostDevice, person } from '../resync/rest-fleet.js';

let stage: RestStage;
let devices: DeviceFixture[];

beforeAll(async () => {
  stage = await RestStage.open();
  await stage.setUp();
  await person(stage, { name: 'Enno', role: 'engineer' });
  const customer = await customerNamed(stage, 'Kestrel Freight');
  devices = [];
  for (const name of ['KST-1', 'KST-2']) devices.push(await lostDevice(stage, customer, { name }));
});
afterAll(() => stage.close());
afterEach(() => {
  process.exitCode = 0;
});

interface Said {
  readonly code: typeof process.exitCode;
  readonly lines: readonly string[];
  readonly errors: readonly string[];
}

/** One command, with what a person types: e-mail, password, and what else is asked. */
async function firewatch(
  args: readonly string[],
  typed: readonly string[] = ['enno@example.com', PASSWORD],
): Promise<Said> {
  const lines: string[] = [];
  const errors: string[] = [];
  const input = new PassThrough();
  input.end(typed.map((line) => `${line}\n`).join(''));
  process.exitCode = 0;
  const program = new Command('firewatch').exitOverride();
  addResync(program, {
    environment: {},
    say: (text) => lines.push(text),
    complain: (text) => errors.push(text),
    terminal: () => new Terminal(input, new PassThrough()),
  });
  await program.parseAsync(['resync', ...args, '--url', stage.url], { from: 'user' });
  return { code: process.exitCode, lines, errors };
}

/** Label of a fresh plan over both firewalls. */
async function planned(): Promise<string> {
  const named = devices.flatMap(({ id }) => ['--device', id]);
  const { lines, errors } = await firewatch(['plan', ...named, '--json']);
  expect(errors).toEqual([]);
  return resyncRunDetail.parse(JSON.parse(lines[0] ?? '')).row.label;
}

describe('resync plan', () => {
  it('shows waves and guards of a list, a filter or an incident, and nothing moves', async () => {
    const { code, lines, errors } = await firewatch([
      'plan',
      '--filter',
      'customer=kestrel freight,verdict=exposed',
    ]);
    expect([code, errors]).toEqual([0, []]);
    expect(lines[0]).toMatch(/^R-\d+ {2}Resynchronise 2 SonicWalls: planned, nothing has moved$/);
    expect(lines.filter((line) => line.includes('KST-'))).toHaveLength(2);
    expect(lines.find((line) => line.includes('step-up'))).toMatch(/^HELD {2}step-up: Sign in again/);
    expect(lines.at(-1)).toMatch(/^Nothing has moved\. "resync run R-\d+" starts it\.$/);
    expect(await stage.sql('select 1 from resync_calls')).toEqual([]);
  });

  it.each([
    [['plan'], /^One of --incident F-12, --filter name=value or --device NAME/],
    [['plan', '--incident', 'F-9'], /^--incident F-9 is not open/],
    [
      ['plan', '--device', 'KST-1', '--at-once', '0'],
      /^--at-once 0 is not accepted: a whole number from 1 to 200 is/,
    ],
    [['watch', 'R-999'], /^There is no resync run R-999/],
  ])('%j is refused in one sentence with exit code 1', async (args, sentence) => {
    const { code, lines, errors } = await firewatch(args);
    expect([code, lines, errors.length]).toEqual([1, [], 1]);
    expect(errors[0]).toMatch(sentence);
  });

  it('says that the password is wrong, and what is missing when the input ends', async () => {
    expect((await firewatch(['plan', '--device', 'KST-1'], ['enno@example.com', 'not this one'])).code).toBe(
      1,
    );
    const { errors } = await firewatch(['plan', '--device', 'KST-1'], ['enno@example.com']);
    expect(errors).toEqual([
      'Password of enno@example.com was asked for and the input ended: type it, or pipe it in.',
    ]);
  });
});

describe('resync run', () => {
  it('proves anew who it is and starts the countdown', async () => {
    const label = await planned();
    const { code, lines, errors } = await firewatch(['run', label]);
    expect([code, errors]).toEqual([0, []]);
    expect(lines[0]).toBe(`${label}  Resynchronise 2 SonicWalls: about to begin, nothing has moved`);
    expect(lines[1]).toMatch(/^The first call goes out at .*Z; "resync watch R-\d+" follows it\.$/);
    const again = await firewatch(['run', label]);
    expect([again.code, again.lines]).toEqual([1, []]);
    await stage.sql(`update resync_runs set state = 'cancelled', ended_at = now()`);
    await stage.sql('update resync_run_devices set is_engaged = false');
  });

  it('says which guard holds it', async () => {
    const label = await planned();
    await stage.sql(
      `update resync_settings set kill_on = true, kill_by_name = 'Olga', kill_reason = 'vendor call'`,
    );
    const { code, errors } = await firewatch(['run', label]);
    expect(code).toBe(1);
    expect(errors.join('\n')).toMatch(/kill switch is on, set by Olga: "vendor call"/);
    await stage.sql('update resync_settings set kill_on = false');
  });

  it('takes a time only with its zone', async () => {
    const { code, errors } = await firewatch(['run', 'R-1', '--at', '2030-01-01 10:00']);
    expect([code, errors]).toEqual([
      1,
      [
        '--at 2030-01-01 10:00 is no time: one with its zone, such as 2008-12-02T13:00:00-08:00, is accepted.',
      ],
    ]);
  });
});

describe('resync watch', () => {
  async function ended(outcome: string): Promise<string> {
    const label = await planned();
    const number = label.slice(2);
    await stage.sql(
      `update resync_run_devices set phase = 'done', outcome = $2, settled_at = now(), started_at = now()
       where run_id = (select id from resync_runs where number = $1)`,
      [number, outcome],
    );
    await stage.sql(
      `update resync_runs set state = 'finished', started_at = now(), ended_at = now() where number = $1`,
      [number],
    );
    return label;
  }

  it('ends with 0 only when every firewall is proven', async () => {
    const proven = await firewatch(['watch', await ended('restored')]);
    expect([proven.code, proven.lines.at(-1)]).toEqual([0, 'Proven: 2 firewalls of 2.']);
    const failed = await firewatch(['watch', await ended('unchanged')]);
    expect(failed.code).toBe(2);
    expect(failed.lines.join('\n')).toContain('2 firewalls not proven:');
  });

  it('speaks JSON only where asked to', async () => {
    const { lines } = await firewatch(['watch', await ended('restored'), '--json']);
    expect(lines.map((line) => (JSON.parse(line) as { state: string }).state)).toEqual(['finished']);
  });
});

it('says in one sentence that nothing runs there', async () => {
  const terminal = new Terminal(new PassThrough().end('a@b.example\nx\n') as PassThrough, new PassThrough());
  const errors: string[] = [];
  const program = new Command('firewatch').exitOverride();
  addResync(program, {
    environment: {},
    say: () => undefined,
    complain: (text) => errors.push(text),
    terminal: () => terminal,
  });
  await program.parseAsync(['resync', 'watch', 'R-1', '--url', 'http://127.0.0.1:1'], { from: 'user' });
  expect(errors).toEqual([
    'No Firewatch answers at http://127.0.0.1:1: start it with "npm start", or name its address with --url.',
  ]);
});
