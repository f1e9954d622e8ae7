import { expect, it } from 'vitest';
import { keepRunning, type Restartable } from './keep-running.js';

/** Ends by itself as often as told, then runs until the end of the test. */
class Fragile implements Restartable {
  launched = 1;

  constructor(private readonly ends: number) {}

  get exited(): Promise<string> {
    return this.launched <= this.ends ? Promise.resolve('signal SIGKILL') : new Promise(() => undefined);
  }

  launch(): Promise<void> {
    this.launched += 1;
    return Promise.resolve();
  }
}

const run = (
  server: Restartable,
  everyMs: number,
  isStopping = () => false,
  obstacle: () => string | null = () => null,
) => {
  const said: string[] = [];
  let at = 0;
  const first = new Promise<string>((resolve) => {
    const say = (line: string) => {
      said.push(line);
    };
    const now = () => (at += everyMs);
    void keepRunning({
      name: 'PostgreSQL',
      server,
      isStopping,
      say,
      giveUp: resolve,
      now,
      obstacle,
      obstacleEveryMs: 1,
    }).then(() => resolve('left'));
    setTimeout(() => resolve('still kept'), 100);
  });
  return first.then((end) => ({ end, said }));
};

it('starts it again and says why it ended', async () => {
  const server = new Fragile(2);
  expect(await run(server, 1)).toEqual({
    end: 'still kept',
    said: Array(2).fill('PostgreSQL ended by itself (signal SIGKILL) and was started again.'),
  });
  expect(server.launched).toBe(3);
});

it('gives up at the 6th end within a minute', async () => {
  const { end, said } = await run(new Fragile(99), 1);
  expect([said.length, end]).toEqual([
    5,
    'PostgreSQL ended 6 times within a minute (last: signal SIGKILL): see its log in the data folder.',
  ]);
});

it('keeps on when 20 ends are a minute apart', async () => {
  const server = new Fragile(20);
  expect((await run(server, 40_000)).end).toBe('still kept');
  expect(server.launched).toBe(21);
});

it('leaves it alone when we are stopping', async () => {
  const server = new Fragile(1);
  expect(await run(server, 1, () => true)).toEqual({ end: 'left', said: [] });
  expect(server.launched).toBe(1);
});

/** Cannot start while the disk is full. */
class Starved extends Fragile {
  tries = 0;

  constructor(private readonly untilTry: number) {
    super(1);
  }

  override launch(): Promise<void> {
    this.tries += 1;
    return this.tries < this.untilTry
      ? Promise.reject(new Error('PostgreSQL did not start.'))
      : super.launch();
  }
}

it('tries 12 times while the disk is full, and runs at the 12th', async () => {
  const server = new Starved(12);
  const { end, said } = await run(
    server,
    1,
    () => false,
    () => 'only 3 MB are left.',
  );
  expect([end, server.tries, said]).toEqual([
    'still kept',
    12,
    [
      'PostgreSQL ended (signal SIGKILL): only 3 MB are left. It is tried again every 0.001 s.',
      'PostgreSQL runs again.',
    ],
  ]);
});

it('gives up when there is room and it does not start all the same', async () => {
  let looks = 0;
  const { end } = await run(
    new Starved(Infinity),
    1,
    () => false,
    () => ((looks += 1) <= 2 ? 'only 3 MB are left.' : null),
  );
  expect(end).toBe('PostgreSQL did not start.');
});
