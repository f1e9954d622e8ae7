import { describe, expect, it } from 'vitest';
import { severalText, timelineLines } from './timeline.js';

const update = (id: number, kind: string, body: string, author: string | null = null) => ({
  id,
  at: new Date(Date.UTC(2008, 11, 2, 10, 4, id)).toISOString(),
  kind,
  author,
  body,
  customerId: null,
});

describe('timelineLines', () => {
  it('folds 3 firewalls that joined in a row into one line, newest first, and keeps what people wrote', () => {
    const lines = timelineLines([
      update(1, 'opened', 'Fleet incident opened'),
      update(2, 'joined', 'A joined'),
      update(3, 'joined', 'B joined'),
      update(4, 'note', 'On hold with SonicWall', 'Mara Lindqvist'),
      update(5, 'joined', 'C joined'),
    ]);
    expect(lines.map((line) => [line.update.body, line.more])).toEqual([
      ['C joined', []],
      ['On hold with SonicWall', []],
      ['B joined', ['A joined']],
      ['Fleet incident opened', []],
    ]);
  });

  it('says how many there were', () => {
    expect(severalText('PSD-CHY-01 joined', ['B joined', 'A joined'])).toBe('3 firewalls joined');
    expect(severalText('D-2 became part of this', ['D-1 became part of this'])).toBe(
      '2 incidents became part of this',
    );
  });
});
