import { describe, expect, it } from 'vitest';
import { timeWords } from '../../../words/time-text.js';
import { aboutText, currentWave, leadOf, secondsLeft, tookText } from './run-lead.js';
import { at, byHand, NOW, restored, runDetail, runDevice, working } from './run.builder.js';

const words = timeWords('UTC');
const running = runDetail([
  restored(1, { wave: 0 }),
  ...[2, 3].map((number) => restored(number)),
  working(4, { wave: 2 }),
  runDevice(5, { wave: 2 }),
  runDevice(6, { wave: 3 }),
  byHand(40),
]);

describe('the sentence under the headline of a run', () => {
  it('says which wave runs, how long it may take, and how many need a person', () => {
    expect(leadOf(running, words, NOW)).toEqual({
      bold: 'Wave 2 is running, about 3 min left for the waves, 1 firewall still needs a person.',
      rest: 'Started by Mara Lindqvist, approved by Ravi Okafor. F-2041 closes by itself when all of it is verified back.',
    });
  });

  it('speaks of several canaries as several', () => {
    const detail = runDetail([working(1, { wave: 0 }), runDevice(2, { wave: 0 })]);
    const waves = detail.waves.map((wave) => ({ ...wave, name: 'Canaries' }));
    expect(leadOf({ ...detail, waves }, words, NOW).bold).toBe(
      'Canaries are running, about 1 min left for the waves.',
    );
  });

  it('promises no end while one firewall takes more than twice what was planned', () => {
    const longer = (seconds: number) =>
      leadOf(runDetail([working(1, { startedAt: at(seconds) }), runDevice(2)]), words, NOW).bold;
    expect(longer(150)).toBe('Wave 1 is running, about 1 min left for the waves.');
    expect(longer(151)).toBe('Wave 1 is running, longer than planned.');
  });

  it('says of a plan that nothing has been sent', () => {
    expect(leadOf(runDetail([runDevice(1)], 'planned'), words, NOW)).toEqual({
      bold: 'Nothing has been sent. It would take about 16 min.',
      rest: 'Planned by Mara Lindqvist.',
    });
  });

  it('says when a scheduled one starts', () => {
    const scheduled = runDetail([runDevice(1)], 'scheduled', { scheduledAt: at(-3_600) });
    expect(leadOf(scheduled, words, NOW).bold).toBe(
      'It starts at 21:30; the guards are looked at again then.',
    );
  });

  it('begins with why it was stopped', () => {
    const stopped = runDetail([restored(1), byHand(40)], 'stopped', {
      stoppedWhy: '2 of the first 5 were not restored',
    });
    expect(leadOf(stopped, words, NOW).bold).toBe(
      '2 of the first 5 were not restored. 1 firewall still needs a person.',
    );
  });
});

describe('times of a run', () => {
  it('knows the first wave with something to do; none when all are settled', () => {
    expect(currentWave(running)).toBe(2);
    expect(currentWave(runDetail([restored(1)]))).toBeNull();
  });

  it('counts the rest of the current wave and the whole of those after it', () => {
    expect(secondsLeft(running)).toBe(150);
    expect(secondsLeft(runDetail([restored(1)]))).toBe(0);
  });

  it.each([
    [20, 'about 20 s'],
    [0, 'about 1 s'],
    [100, 'about 2 min'],
    [5_400, 'about 1 h 30 min'],
  ])('says %i seconds as %s', (seconds, text) => expect(aboutText(seconds)).toBe(text));

  it('says in seconds what took less than two minutes', () => {
    expect([tookText(71_400), tookText(119_999), tookText(120_000)]).toEqual(['71 s', '119 s', '2 min']);
  });
});
