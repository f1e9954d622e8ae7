import { expect, it } from 'vitest';
import { KeyThrottle } from './key-throttle.js';

function aThrottle() {
  const ran: string[] = [];
  const due: { at: number; run: () => void }[] = [];
  const clock = { now: 0 };
  const throttle = new KeyThrottle(
    (key) => ran.push(`${key}@${clock.now}`),
    () => 1_000,
    { now: () => clock.now, set: (run, after) => due.push({ at: clock.now + after, run }) },
  );
  const to = (at: number): void => {
    clock.now = at;
    for (const one of due.splice(0)) {
      if (one.at <= at) one.run();
      else due.push(one);
    }
  };
  return { throttle, ran, to };
}

it('runs at once, then once per 1,000 ms however often it is asked, and never loses the last wish', () => {
  const { throttle, ran, to } = aThrottle();
  throttle.ask('a');
  to(100);
  throttle.ask('a');
  throttle.ask('a');
  to(999);
  expect(ran).toEqual(['a@0']);
  to(1_000);
  to(5_000);
  expect(ran).toEqual(['a@0', 'a@1000']);
});

it('keeps keys apart', () => {
  const { throttle, ran } = aThrottle();
  throttle.ask('a');
  throttle.ask('b');
  expect(ran).toEqual(['a@0', 'b@0']);
});
