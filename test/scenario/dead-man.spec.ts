import { describe, expect, it, vi, type TestContext } from 'vitest';
import { channel } from '@firewatch/shared/wire/channels';
import { page } from '@firewatch/shared/wire/primitives';
import { status } from '@firewatch/shared/wire/status';
import { descendants } from '../support/child.ts';
import { until } from '../support/fleet.ts';
import { PingReceiver } from '../support/ping-receiver.ts';
import { freePort } from '../support/ports.ts';
import { startWorld, type World } from '../support/world.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 60_000 });

/** After a fault the outside watch may still hear us this long (issue 3, proof 7). */
const WITHHELD_WITHIN_MS = 90_000;

type After = TestContext['onTestFinished'];

/** Starting is work, waiting is not: the worlds come up one after the other and then wait side by side. */
let turn: Promise<unknown> = Promise.resolve();
function startedInTurn(fault: string, receiver: PingReceiver): Promise<World> {
  const options = {
    devices: 4,
    intervalSeconds: 15,
    planted: 'faults-at-will',
    env: {
      FIREWATCH_PLANTED_FAULT: fault,
      FIREWATCH_PING_URL: receiver.url,
      // Whoever runs this may have little space left; that is not what is tested here.
      FIREWATCH_DISK_WARN_MB: '2',
      FIREWATCH_DISK_LOW_MB: '1',
    },
  } as const;
  const mine = turn.then(() => startWorld(options));
  turn = mine.catch(() => undefined);
  return mine;
}

/** @param after of the test itself: these worlds run side by side. */
async function worldThatPings(
  fault: string,
  after: After,
): Promise<{ world: World; receiver: PingReceiver }> {
  const receiver = await PingReceiver.start();
  after(async () => void (await receiver.close()));
  const world = await startedInTurn(fault, receiver);
  after(() => world.close());
  await until(
    async () => ({ heard: receiver.heard.length, health: (await world.rest.get('/status', status)).health }),
    ({ heard }) => heard > 0,
    120_000,
  );
  return { world, receiver };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Pings heard from 90 s after the fault on, over as long as two of them would take. */
async function pingsAfter(receiver: PingReceiver, faultAt: number): Promise<number> {
  await pause(faultAt + WITHHELD_WITHIN_MS + 70_000 - Date.now());
  return receiver.heard.filter((at) => at > faultAt + WITHHELD_WITHIN_MS).length;
}

const heardAgain = (receiver: PingReceiver, since: number): Promise<unknown> =>
  until(
    () => Promise.resolve(receiver.heard.filter((at) => at > since).length),
    (count) => count > 0,
    // A message that was refused for minutes is tried again after as long.
    360_000,
  );

const foundWrong = async (world: World): Promise<string[]> => {
  const { health } = await world.rest.get('/status', status);
  return health.findings.filter((one) => one.state === 'wrong').map((one) => one.check);
};

describe.concurrent('the dead-man’s ping is withheld within 90 s', () => {
  it('when no firewall is read any more', async ({ onTestFinished: after }) => {
    const { world, receiver } = await worldThatPings('pollers', after);
    const faultAt = Date.now();
    world.program.child.kill('SIGUSR2');
    expect(await pingsAfter(receiver, faultAt)).toBe(0);
    expect(await foundWrong(world)).toEqual(['polling']);
  });

  it('while the event loop of the program stands for 100 s, and comes back by itself', async ({
    onTestFinished: after,
  }) => {
    const { world, receiver } = await worldThatPings('loop', after);
    const faultAt = Date.now();
    world.program.child.kill('SIGUSR2');
    expect(await pingsAfter(receiver, faultAt)).toBe(0);
    await heardAgain(receiver, Date.now());
  });

  it('when the clock of the host is 10 min off, and says which clock', async ({ onTestFinished: after }) => {
    const { world, receiver } = await worldThatPings('clock', after);
    const faultAt = Date.now();
    world.program.child.kill('SIGUSR2');
    expect(await pingsAfter(receiver, faultAt)).toBe(0);
    expect(await foundWrong(world)).toContain('clock');
    const mails = (await world.simulator.mails()).filter((mail) => /not well/.test(mail.subject));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toMatch(/The clock of .+ and the database's are 600 s apart\./);
  });

  it('while the database says nothing, and comes back by itself', async ({ onTestFinished: after }) => {
    const { world, receiver } = await worldThatPings('none', after);
    const engines = descendants(world.program.child.pid);
    const faultAt = Date.now();
    engines.forEach((pid) => signal(pid, 'SIGSTOP'));
    after(() => engines.forEach((pid) => signal(pid, 'SIGCONT')));
    expect(await pingsAfter(receiver, faultAt)).toBe(0);
    const away = (await world.simulator.mails()).filter((mail) => /cannot store/.test(mail.subject));
    expect(away).toHaveLength(1);
    engines.forEach((pid) => signal(pid, 'SIGCONT'));
    await heardAgain(receiver, Date.now());
    await until(
      () => world.simulator.mails(),
      (mails) => mails.some((mail) => /stores again/.test(mail.subject)),
      30_000,
    );
  });

  it('when messages are not handed over, and comes back when they are', async ({ onTestFinished: after }) => {
    const { world, receiver } = await worldThatPings('none', after);
    const [mail] = (await world.rest.get('/channels', page(channel))).items;
    if (!mail) throw new Error('the world has no mail channel');
    // Nobody listens there: refused, tried again for 24 h.
    await world.rest.json('PATCH', `/channels/${mail.id}`, {
      settings: { ...mail.settings, port: await freePort() },
    });
    await world.rest.json('POST', `/channels/${mail.id}/test`);
    const faultAt = Date.now();
    expect(await pingsAfter(receiver, faultAt)).toBe(0);
    expect(await foundWrong(world)).toEqual(['deliveries']);
    await world.rest.json('PATCH', `/channels/${mail.id}`, { settings: mail.settings });
    await heardAgain(receiver, Date.now());
  });
});

/** To a process that may have ended since it was listed. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
