import { expect, it } from 'vitest';
import { SlotBook } from './slot-book.ts';

const read = (startedAt: number | null, id = 'a') => ({ id, phaseMs: 7_000, intervalMs: 60_000, startedAt });
const slot = (n: number): number => 7_000 + n * 60_000;

it('counts how late each read began, once however often it was sampled', () => {
  const book = new SlotBook(slot(1));
  book.note([read(slot(1) + 40)]);
  book.note([read(slot(1) + 40)]);
  book.note([read(slot(2) + 900)]);
  expect(book.close(slot(3))).toEqual({ lateMs: [40, 900], missed: 0 });
});

it('takes the first of several reads in one slot', () => {
  const book = new SlotBook(slot(1));
  book.note([read(slot(1) + 5_000)]);
  book.note([read(slot(1) + 100)]);
  book.note([read(slot(1) + 9_000)]);
  expect(book.close(slot(2))).toEqual({ lateMs: [100], missed: 0 });
});

it('counts slots without a read, in the middle, at the end and of a device never read', () => {
  const book = new SlotBook(slot(1));
  book.note([read(slot(1) + 10), read(null, 'never')]);
  book.note([read(slot(3) + 10), read(null, 'never')]);
  // Slots 1 to 4 are over: of "a" 2 and 4 are missing, of "never" all four.
  expect(book.close(slot(5))).toEqual({ lateMs: [10, 10], missed: 6 });
});

it('takes a read just before its slot for punctual, and one before the start for none of its business', () => {
  const book = new SlotBook(slot(2));
  book.note([read(slot(1) + 30)]);
  book.note([read(slot(2) - 300)]);
  expect(book.close(slot(3))).toEqual({ lateMs: [0], missed: 0 });
});

it('begins anew with a device that was left out', () => {
  const book = new SlotBook(slot(1));
  book.note([read(slot(1) + 10)]);
  book.leaveOut('a');
  book.note([read(slot(6) + 20)]);
  expect(book.close(slot(7))).toEqual({ lateMs: [10, 20], missed: 0 });
});
