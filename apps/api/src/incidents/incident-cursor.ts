import { z } from 'zod';
import { Refusal } from '../platform/http/problem.js';

const cursorParts = z.tuple([z.boolean(), z.number().int(), z.number().int()]);

interface Place {
  readonly isOpen: boolean;
  /** Epoch ms. */
  readonly openedAt: number;
  readonly number: number;
}

export const cursorOf = ({ isOpen, openedAt, number }: Place): string =>
  Buffer.from(JSON.stringify([isOpen, openedAt, number])).toString('base64url');

/** @throws Refusal when the text is not a cursor of ours. */
export function readCursor(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const parts = cursorParts.safeParse(parsed(text));
  if (!parts.success) {
    throw new Refusal(422, 'cursor is not one of ours; take it from nextCursor of the page before.', [
      { field: 'cursor', message: 'is not one of ours' },
    ]);
  }
  const [isOpen, openedAt, number] = parts.data;
  return { isOpen, openedAt, number };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
