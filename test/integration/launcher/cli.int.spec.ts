import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { processesIn } from '@firewatch/launcher/processes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataFolder, startRun, type Run } from '../../support/launcher.js';

const OWNER = 'olga@msp.example';
let data: string;
let program: Run;

/** One command of the command line on this data folder: what it said, and its exit code. */
async function firewatch(...args: string[]): Promise<{ code: unknown; lines: string[]; errors: string[] }> {
  const run = await startRun({ data, args });
  const code = await run.ended;
  return { code, lines: [...run.lines], errors: [...run.errors] };
}

beforeAll(async () => {
  data = makeDataFolder();
  program = await startRun({
    data,
    env: { FIREWATCH_ADMIN_EMAIL: OWNER, FIREWATCH_ADMIN_PASSWORD: 'a long enough sentence' },
  });
  await program.line(/^Firewatch runs at /);
}, 90_000);
afterAll(async () => {
  program.signal('SIGTERM');
  await program.ended;
  rmSync(data, { recursive: true, force: true });
});

describe('the command line beside a running program', () => {
  it('lists people, firewalls and incidents, for people and for programs', async () => {
    const people = await firewatch('users', 'list');
    expect(people.lines.join('\n')).toContain(OWNER);
    expect((await firewatch('devices')).lines).toEqual([
      'Verdict  Firewall  Customer  Model  Since  Read  Why',
      '0 firewalls.',
    ]);
    expect((await firewatch('devices', '--json')).lines).toEqual(['[]']);
    expect((await firewatch('incidents', '--state', 'closed', '--json')).lines).toEqual(['[]']);
  }, 60_000);

  it('finds the audit unchanged', async () => {
    const { code, lines } = await firewatch('audit', 'verify');
    expect([code, lines[0]]).toEqual([0, expect.stringMatching(/^Unchanged: /)]);
  }, 60_000);

  it.each([
    [['devices', '--verdict', 'fine'], /^--verdict fine is not one of exposed, /],
    [['incidents', '--state', 'old'], /^--state old is not one of open, closed\.$/],
    [
      ['devices', 'samples', 'ALD-1'],
      /^No firewall is called ALD-1 or has that id: "devices" shows the names\.$/,
    ],
    [['users', 'reset', 'nobody@msp.example'], /^Nobody signs in with nobody@msp\.example/],
  ])('says in one sentence what is accepted: %j', async (args, sentence) => {
    const { code, lines, errors } = await firewatch(...args);
    expect([code, lines, errors.length]).toEqual([1, [], 1]);
    expect(errors[0]).toMatch(sentence);
  });
});

it('starts the store for the time of one command when nothing runs, and leaves nothing behind', async () => {
  program.signal('SIGTERM');
  await program.ended;
  const people = await firewatch('users', 'list');
  expect([people.code, people.lines.join('\n')]).toEqual([0, expect.stringContaining(OWNER)]);
  expect(processesIn(join(data, 'pg'))).toEqual([]);
}, 60_000);
