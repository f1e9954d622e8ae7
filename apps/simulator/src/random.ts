/** A source of repeatable choices: the same seed and label always give the same sequence. */
export interface Random {
  /** 0 <= n < 1. */
  next(): number;
  /** 0 <= n < limit, whole. */
  below(limit: number): number;
  shuffled<T>(items: readonly T[]): T[];
  pick<T>(items: readonly [T, ...T[]]): T;
  hex(digits: number): string;
}

function fold(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 16777619);
  }
  return hash >>> 0;
}

/** The label keeps one consumer's draws from shifting another's. */
export function seededRandom(seed: number, label: string): Random {
  let state = fold(`${seed}/${label}`);
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    shuffled: (items) =>
      items
        .map((item) => ({ item, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
    pick: (items) => items[below(items.length)] ?? items[0],
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(''),
  };
}
