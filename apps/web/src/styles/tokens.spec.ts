import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];
type Scheme = 'light' | 'dark';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [String(name), { light: String(light), dark: String(dark) }],
  ),
);

function rgb(name: string, scheme: Scheme): Rgb {
  const token = tokens.get(name);
  if (!token) throw new Error(`tokens.css has no --${name}`);
  const hex = token[scheme];
  const part = (from: number): number => parseInt(hex.slice(from, from + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

const linear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const encoded = (channel: number): number =>
  channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055;
const map = (colour: Rgb, by: (channel: number) => number): Rgb => [
  by(colour[0]),
  by(colour[1]),
  by(colour[2]),
];

/** WCAG 2.2 relative luminance and contrast. */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = (colour: Rgb): number => {
    const [r, g, blue] = map(colour, linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Machado, Oliveira, Fernandes 2009, severity 1.0, on linear light. */
const SIGHT: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seenAs(colour: Rgb, sight: readonly [Rgb, Rgb, Rgb]): Rgb {
  const [r, g, b] = map(colour, linear);
  const row = ([x, y, z]: Rgb): number => Math.min(1, Math.max(0, x * r + y * g + z * b));
  return [encoded(row(sight[0])), encoded(row(sight[1])), encoded(row(sight[2]))];
}

function lab(colour: Rgb): Rgb {
  const [r, g, b] = map(colour, linear);
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const rad = (degrees: number): number => (degrees * Math.PI) / 180;
const hue = (b: number, a: number): number =>
  a === 0 && b === 0 ? 0 : ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;

/** CIEDE2000, Sharma, Wu, Dalal 2005. */
function distance([l1, a1, b1]: Rgb, [l2, a2, b2]: Rgb): number {
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)));
  const [p1, p2] = [(1 + g) * a1, (1 + g) * a2];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const [h1, h2] = [hue(b1, p1), hue(b2, p2)];
  const gap = Math.abs(h1 - h2) > 180 ? h2 - h1 + (h2 <= h1 ? 360 : -360) : h2 - h1;
  const turn = 2 * Math.sqrt(c1 * c2) * Math.sin(rad(gap / 2));
  const meanH = Math.abs(h1 - h2) > 180 ? (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2 : (h1 + h2) / 2;
  const [meanL, meanP] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const t =
    1 -
    0.17 * Math.cos(rad(meanH - 30)) +
    0.24 * Math.cos(rad(2 * meanH)) +
    0.32 * Math.cos(rad(3 * meanH + 6)) -
    0.2 * Math.cos(rad(4 * meanH - 63));
  const sl = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * meanP, 1 + 0.015 * meanP * t];
  const rt =
    -2 *
    Math.sqrt(meanP ** 7 / (meanP ** 7 + 25 ** 7)) *
    Math.sin(rad(60 * Math.exp(-(((meanH - 275) / 25) ** 2))));
  const [dl, dc, dh] = [(l2 - l1) / sl, (c2 - c1) / sc, turn / sh];
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rt * dc * dh);
}

const SCHEMES = ['light', 'dark'] as const;
const GROUNDS = ['bg', 'panel', 'raised', 'hover', 'select'] as const;
const VERDICTS = ['exposed', 'blocking', 'unknown', 'weakened', 'protecting'] as const;
const words = ['text', 'dim', 'faint', ...VERDICTS.map((verdict) => `${verdict}-text`)];

const lowest = (name: string, grounds: readonly string[], scheme: Scheme): number =>
  Math.min(...grounds.map((ground) => contrast(rgb(name, scheme), rgb(ground, scheme))));

describe.each(SCHEMES)('%s scheme', (scheme) => {
  it.each(words)('%s reads at 4.5 : 1 or more on every ground', (name) => {
    expect(lowest(name, GROUNDS, scheme)).toBeGreaterThanOrEqual(4.5);
  });
  it.each([...VERDICTS, 'focus', 'line-strong'])('%s stands out at 3 : 1 or more on every ground', (name) => {
    expect(lowest(name, GROUNDS, scheme)).toBeGreaterThanOrEqual(3);
  });
  it.each(VERDICTS)('the word %s reads at 4.5 : 1 or more on its own tint', (verdict) => {
    expect(lowest(`${verdict}-text`, [`${verdict}-tint`], scheme)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(['exposed', 'blocking', 'unknown', 'weakened'])(
    '%s stands out at 3 : 1 or more against the protecting area',
    (verdict) => {
      expect(lowest(verdict, ['protecting-area'], scheme)).toBeGreaterThanOrEqual(3);
    },
  );
  it('reads at 4.5 : 1 or more on the exposed fill', () => {
    expect(lowest('on-exposed', ['exposed'], scheme)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(Object.keys(SIGHT))('keeps any two verdicts ΔE2000 15 or more apart for %s sight', (name) => {
    const sight = SIGHT[name];
    if (!sight) throw new Error(name);
    const seen = VERDICTS.map((verdict) => lab(seenAs(rgb(verdict, scheme), sight)));
    const gaps = seen.flatMap((a, index) => seen.slice(index + 1).map((b) => distance(a, b)));
    expect(gaps).toHaveLength(10);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15);
  });
});

it('agrees with the published pair of the CIEDE2000 paper: 2.0425', () => {
  expect(distance([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
});
