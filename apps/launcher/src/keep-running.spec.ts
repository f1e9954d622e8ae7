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

const run = (server: Restartable, everyMs: number, isStopping = () => false) => {
  const said: string[] = [];
  let at = 0;
  const first = new Promise<string>((resolve) => {
    const say = (line: string) => {
      said.push(line);
    };
    const now = () => (at += everyMs);
    void keepRunning({ name: 'PostgreSQL', server, isStopping, say, giveUp: resolve, now }).then(() =>
      resolve('left'),
    );
    setImmediate(() => resolve('still kept'));
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
