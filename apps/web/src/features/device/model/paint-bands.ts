import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import { localTime } from '../../../words/time-text.js';
import { axisOf } from './axis.js';
import { percent, TRACKS, type BandPicture, type ServiceBands, type Stretch, type Tone } from './bands.js';
import { quietText, type QuietSpell } from './quiet-spells.js';

interface Painting {
  readonly title: string;
  readonly picture: BandPicture;
  readonly hours: number;
}

const SCALE = 2;
const WIDTH = 1_000;
const PAD = 20;
const LABELS = 190;
const BAND = 16;
const GROUP = 3 * (BAND + 2) + 12;
const HEAD = 56;
const FOOT = 44;
const KEY = 24;

const PAINT: Readonly<Record<Tone, readonly [ground: string, ink: string]>> = {
  none: ['--panel', '--faint'],
  good: ['--protecting-area', '--protecting-text'],
  fact: ['--exposed-tint', '--exposed-text'],
  watch: ['--weakened-tint', '--weakened-text'],
  quiet: ['--raised', '--faint'],
  unknown: ['--unknown-area', '--text'],
  exposed: ['--exposed', '--on-exposed'],
  blocking: ['--blocking', '--bg'],
  weakened: ['--weakened', '--bg'],
};

/** Custom properties hold `light-dark()`; only a painted element knows which of the two it is. */
function colourReader(): (name: string) => string {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    probe.style.color = `var(${name})`;
    const colour = getComputedStyle(probe).color;
    known.set(name, colour);
    return colour;
  };
}

class Painter {
  readonly colour = colourReader();
  constructor(
    readonly ctx: CanvasRenderingContext2D,
    private readonly picture: BandPicture,
  ) {}

  x(at: number): number {
    const { from, to } = this.picture;
    return PAD + LABELS + (percent(at, from, to) / 100) * (WIDTH - 2 * PAD - LABELS);
  }

  text(
    text: string,
    x: number,
    y: number,
    style: { ink: string; font?: string; align?: CanvasTextAlign },
  ): void {
    const { ctx } = this;
    ctx.font = `${style.font ?? '12px'} ${getComputedStyle(document.body).fontFamily}`;
    ctx.fillStyle = this.colour(style.ink);
    ctx.textAlign = style.align ?? 'left';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, x, y);
  }

  stretch(stretch: Stretch, y: number): void {
    const { ctx } = this;
    const left = this.x(stretch.from);
    const width = Math.max(1, this.x(stretch.to) - left);
    const [ground, ink] = PAINT[stretch.tone];
    ctx.fillStyle = this.colour(ground);
    ctx.fillRect(left, y, width, BAND);
    if (stretch.tone === 'fact' || stretch.tone === 'watch') {
      ctx.strokeStyle = this.colour(stretch.tone === 'fact' ? '--exposed' : '--weakened');
      ctx.strokeRect(left + 0.5, y + 0.5, Math.max(0, width - 1), BAND - 1);
    }
    if (stretch.tone === 'unknown') this.hatch(left, y, width);
    ctx.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const isRoomy = ctx.measureText(stretch.text).width + 8 < width;
    if (isRoomy && stretch.tone !== 'unknown')
      this.text(stretch.text, left + 6, y + BAND / 2 + 0.5, { ink, font: '11px' });
  }

  private hatch(left: number, y: number, width: number): void {
    const { ctx } = this;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, y, width, BAND);
    ctx.clip();
    ctx.strokeStyle = this.colour('--unknown');
    ctx.lineWidth = 1.5;
    for (let x = left - BAND; x < left + width; x += 6) {
      ctx.beginPath();
      ctx.moveTo(x, y + BAND);
      ctx.lineTo(x + BAND, y);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** Maintenance: upright hairlines through all groups. */
  quiet(spell: QuietSpell, top: number, bottom: number): void {
    const { ctx } = this;
    ctx.strokeStyle = this.colour('--dim');
    ctx.lineWidth = 1;
    for (let x = this.x(spell.from) + 0.5; x <= this.x(spell.to); x += 5) {
      ctx.beginPath();
      ctx.moveTo(x, top);
      ctx.lineTo(x, bottom);
      ctx.stroke();
    }
  }

  group(bands: ServiceBands, y: number): void {
    this.text(SERVICE_WORDS[bands.service].name, PAD, y + BAND / 2 + BAND + 2, {
      ink: '--text',
      font: '600 13px',
    });
    TRACKS.forEach((track, index) => {
      const top = y + index * (BAND + 2);
      this.text(track, PAD + 110, top + BAND / 2, { ink: '--faint' });
      for (const stretch of bands.tracks[track]) this.stretch(stretch, top);
    });
  }

  axis(y: number, hours: number): void {
    const { from, to } = this.picture;
    for (const tick of axisOf(from, to, hours, localTime)) {
      this.text(tick.text, this.x(tick.at), y, { ink: '--faint', align: 'center' });
    }
    this.text('now', this.x(to), y, { ink: '--faint', align: 'right' });
  }
}

/** The bands as a PNG at twice the size, in the colours of the page; every service, folded ones too. */
export async function paintBands({ title, picture, hours }: Painting): Promise<Blob> {
  const groups = [...picture.shown, ...picture.folded];
  const bottom = HEAD + groups.length * GROUP;
  const key = quietText(picture.quiet, picture.to, localTime);
  const height = bottom + FOOT + (key === '' ? 0 : KEY);
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('This browser draws no pictures. The CSV has the same numbers.');
  ctx.scale(SCALE, SCALE);
  const painter = new Painter(ctx, picture);
  ctx.fillStyle = painter.colour('--panel');
  ctx.fillRect(0, 0, WIDTH, height);
  painter.text(title, PAD, 24, { ink: '--text', font: '600 16px' });
  const { from, to } = picture;
  const span = `${localTime.date(from, to)} ${localTime.clock(from)} to ${localTime.date(to, to)} ${localTime.clock(to)} ${localTime.zone(to)}`;
  painter.text(span, PAD, 44, { ink: '--dim' });
  groups.forEach((bands, index) => painter.group(bands, HEAD + 8 + index * GROUP));
  for (const spell of picture.quiet) painter.quiet(spell, HEAD, bottom);
  painter.axis(bottom + FOOT / 2, hours);
  painter.text(key, PAD, bottom + FOOT, { ink: '--dim' });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('The picture could not be drawn. The CSV has the same numbers.'));
    }, 'image/png');
  });
}
