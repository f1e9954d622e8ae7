import type { RunDeviceView } from '@firewatch/shared/wire/resync';
import { counted } from '../../../words/verdict-text.js';
import { toneOf, type RunTone } from './run-words.js';

export const SECTIONS = ['needs', 'working', 'proven', 'waiting', 'left'] as const;
export type Section = (typeof SECTIONS)[number];

export type RunItem =
  | { readonly kind: 'group'; readonly key: string; readonly title: string; readonly note: string }
  | { readonly kind: 'row'; readonly key: string; readonly device: RunDeviceView; readonly isOpen: boolean }
  | { readonly kind: 'detail'; readonly key: string; readonly device: RunDeviceView }
  | {
      readonly kind: 'fold';
      readonly key: string;
      readonly section: Section;
      readonly isFolded: boolean;
      readonly words: string;
    };

export interface RunFolds {
  /** Sections shown whole, beyond what they show by themselves. */
  readonly whole: ReadonlySet<Section>;
  /** Rows a person opened or closed; absent = as by themselves. */
  readonly opened: ReadonlyMap<string, boolean>;
}

/** Rows of a section that stand there before it is unfolded. */
const SHOWN: Readonly<Record<Section, number>> = {
  needs: Infinity,
  working: Infinity,
  proven: 4,
  waiting: 0,
  left: Infinity,
};
/** Failures whose log is open by itself. */
const MOST_OPEN = 20;

const SECTION_OF: Readonly<Record<RunTone, Section>> = {
  bad: 'needs',
  hand: 'needs',
  work: 'working',
  ok: 'proven',
  wait: 'waiting',
  left: 'left',
  spared: 'proven',
};
export const sectionOf = (device: RunDeviceView): Section => SECTION_OF[toneOf(device)];

const TITLE: Readonly<Record<Section, string>> = {
  needs: 'Needs you',
  working: 'Working now',
  proven: 'Proven',
  waiting: 'Waiting',
  left: 'Left untouched',
};

const settled = (device: RunDeviceView): string => device.settledAt ?? '';
const started = (device: RunDeviceView): string => device.startedAt ?? '';
const text = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const NEED: Readonly<Partial<Record<RunTone, number>>> = { bad: 0, hand: 1 };

/** Worse before failed before by hand; working by who began first; proven youngest first. */
function inOrder(section: Section, devices: readonly RunDeviceView[]): readonly RunDeviceView[] {
  const rank = (device: RunDeviceView): number =>
    (device.outcome === 'worse' ? -1 : 0) + (NEED[toneOf(device)] ?? 0);
  switch (section) {
    case 'needs':
      return devices.toSorted((a, b) => rank(a) - rank(b) || text(a.name, b.name));
    case 'working':
      return devices.toSorted((a, b) => text(started(a), started(b)) || text(a.name, b.name));
    case 'proven':
      return devices.toSorted((a, b) => text(settled(b), settled(a)) || text(a.name, b.name));
    case 'waiting':
    case 'left':
      return devices.toSorted((a, b) => (a.wave ?? Infinity) - (b.wave ?? Infinity));
  }
}

function noteOf(section: Section, devices: readonly RunDeviceView[]): string {
  if (section === 'proven') return `${devices.length}, newest first`;
  if (section !== 'needs') return counted(devices.length, 'firewall');
  const hands = devices.filter((device) => toneOf(device) === 'hand').length;
  const failed = devices.length - hands;
  return [failed === 0 ? '' : `${failed} failed`, hands === 0 ? '' : `${hands} by hand`]
    .filter(Boolean)
    .join(', ');
}

/** "12 waiting: 2 in wave 3, 10 in wave 4" */
function foldWords(
  section: Section,
  hidden: readonly RunDeviceView[],
  nameOf: (wave: number) => string,
): string {
  if (section !== 'waiting') return `${hidden.length} more ${TITLE[section].toLowerCase()}`;
  const waves = new Map<number, number>();
  for (const { wave } of hidden) if (wave !== null) waves.set(wave, (waves.get(wave) ?? 0) + 1);
  const parts = [...waves].slice(0, 4).map(([wave, size]) => `${size} in ${nameOf(wave).toLowerCase()}`);
  const more = waves.size > 4 ? ', more after' : '';
  return `${hidden.length} waiting${parts.length === 0 ? '' : `: ${parts.join(', ')}${more}`}`;
}

interface ViewOptions {
  /** Where each stands: what the page showed when the pointer came in. */
  readonly placed: readonly RunDeviceView[];
  /** What each says now. */
  readonly live: readonly RunDeviceView[];
  readonly folds: RunFolds;
  readonly nameOf: (wave: number) => string;
}

/** Items of the table: failures first with their log open, long quiet sections folded. */
export function buildRunView({ placed, live, folds, nameOf }: ViewOptions): readonly RunItem[] {
  const now = new Map(live.map((device) => [device.deviceId, device]));
  const bySection = Map.groupBy(placed, sectionOf);
  // Before the first call there is nothing else to look at.
  const isAllWaiting = bySection.size === 1 && bySection.has('waiting');
  return SECTIONS.flatMap((section): RunItem[] => {
    const devices = inOrder(section, bySection.get(section) ?? []);
    if (devices.length === 0) return [];
    const isWhole = folds.whole.has(section);
    const most = isAllWaiting ? Infinity : SHOWN[section];
    const shown = isWhole ? devices : devices.slice(0, most);
    const hidden = devices.slice(most);
    const fold: RunItem[] =
      hidden.length === 0
        ? []
        : [
            {
              kind: 'fold',
              key: `fold/${section}`,
              section,
              isFolded: !isWhole,
              words: isWhole ? `Fewer ${TITLE[section].toLowerCase()}` : foldWords(section, hidden, nameOf),
            },
          ];
    const head: RunItem = {
      kind: 'group',
      key: `group/${section}`,
      title: TITLE[section],
      note: noteOf(section, devices),
    };
    const rows = shown.flatMap((device, index) => {
      // A log that opened under the pointer would move what the pointer is on.
      const byItself = toneOf(device) === 'bad' && index < MOST_OPEN;
      return rowItems(now.get(device.deviceId) ?? device, folds.opened.get(device.deviceId) ?? byItself);
    });
    return shown.length === 0 ? fold : [head, ...rows, ...fold];
  });
}

function rowItems(device: RunDeviceView, isOpen: boolean): RunItem[] {
  const row: RunItem = { kind: 'row', key: device.deviceId, device, isOpen };
  return isOpen ? [row, { kind: 'detail', key: `${device.deviceId}/detail`, device }] : [row];
}

/** Devices that would stand elsewhere by now: what the chip counts. */
export function movedCount(placed: readonly RunDeviceView[], live: readonly RunDeviceView[]): number {
  if (placed === live) return 0;
  const before = new Map(placed.map((device) => [device.deviceId, sectionOf(device)]));
  return live.filter((device) => before.get(device.deviceId) !== sectionOf(device)).length;
}
