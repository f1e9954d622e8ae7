import type { UnreadableReason } from '@firewatch/shared/domain/reading';
import type { z } from 'zod';
import { sourceOf, type FullReadPath } from './allowed.js';
import type { Oddities } from './evidence.js';

/**
 * What one request of a full read brought.
 * Shape   `from` = the request that really answered, where it is not the path it stands under (leaves and lines of 6.5).
 *         `unlicensed` = the box refused because the feature is not licensed: an answer about the licence, from a source of
 *         its own. `missing` = this firmware has no such path. `failed` = anything else it said instead; `how` is our sentence, never the box's bytes.
 */
export type Part =
  | { readonly kind: 'value'; readonly value: unknown; readonly from?: string }
  | { readonly kind: 'unlicensed'; readonly words: string; readonly from?: string }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'failed';
      readonly how: string;
      readonly why: UnreadableReason;
      readonly status: number;
      readonly from?: string;
    };

export type Parts = Readonly<Partial<Record<FullReadPath, Part>>>;

export type Read<T> =
  { readonly is: 'value'; readonly value: T } | { readonly is: 'nothing'; readonly why: string };

/** The request a part's facts rest on, as evidence names it. */
export function sourceIn(parts: Parts, path: FullReadPath): string {
  const part = parts[path];
  return (part?.kind === 'missing' ? undefined : part?.from) ?? sourceOf(path);
}

/** Parses one part; why there is nothing becomes the raw words of the unknown fact that follows from it. */
export function readPart<T>(
  parts: Parts,
  path: FullReadPath,
  schema: z.ZodType<T>,
  oddities: Oddities,
): Read<T> {
  const part = parts[path] ?? { kind: 'missing' };
  switch (part.kind) {
    case 'missing':
      return { is: 'nothing', why: 'this firmware has no such answer' };
    case 'unlicensed':
      return { is: 'nothing', why: `refused as not licensed: ${part.words}` };
    case 'failed':
      oddities.add(`${sourceIn(parts, path)}: ${part.how}`);
      return { is: 'nothing', why: part.how };
    case 'value': {
      const parsed = schema.safeParse(part.value);
      if (parsed.success) return { is: 'value', value: parsed.data };
      oddities.add(`${sourceIn(parts, path)}: not the shape this vendor documents`);
      return { is: 'nothing', why: 'not the shape this vendor documents' };
    }
  }
}
