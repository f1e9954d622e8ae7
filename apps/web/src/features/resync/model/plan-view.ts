import type { LeftOutReason } from '@firewatch/shared/domain/resync';
import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { counted } from '../../../words/verdict-text.js';
import { aboutText } from './run-lead.js';

type LeftOut = ResyncRunDetail['leftOut'][number];

export type PlanItem =
  | { readonly kind: 'group'; readonly key: string; readonly title: string; readonly note: string }
  | { readonly kind: 'row'; readonly key: string; readonly device: RunDeviceView; readonly isOpen: boolean }
  | { readonly kind: 'detail'; readonly key: string; readonly device: RunDeviceView }
  | { readonly kind: 'out'; readonly key: string; readonly out: LeftOut };

export const LEFT_OUT_WORD: Readonly<Record<LeftOutReason, string>> = {
  'do-not-touch': 'Do not touch',
  protecting: 'Protecting already',
  'off-by-policy': 'Off by policy',
  'no-resync-credential': 'No resync credential',
  'no-procedure': 'No procedure known',
  'identity-mismatch': 'Another identity answers',
  'never-read': 'Never read',
  'in-another-run': 'In another run',
  'outside-scope': 'Outside your customers',
};

const deviceItems = (devices: readonly RunDeviceView[], opened: ReadonlySet<string>): PlanItem[] =>
  devices.flatMap((device): PlanItem[] => {
    const isOpen = opened.has(device.deviceId);
    const row: PlanItem = { kind: 'row', key: device.deviceId, device, isOpen };
    return isOpen ? [row, { kind: 'detail', key: `${device.deviceId}/detail`, device }] : [row];
  });

/** Waves in turn, then what a person does, then what is left out and why. */
export function buildPlanView(detail: ResyncRunDetail, opened: ReadonlySet<string>): readonly PlanItem[] {
  const byWave = Map.groupBy(detail.devices, (device) => device.wave);
  const waves = detail.waves.flatMap((wave): PlanItem[] => [
    {
      kind: 'group',
      key: `wave/${wave.position}`,
      title: wave.name,
      note: `${counted(wave.size, 'firewall')}, ${aboutText(wave.estimateSeconds)}`,
    },
    ...deviceItems(byWave.get(wave.position) ?? [], opened),
  ]);
  const byHand = byWave.get(null) ?? [];
  const hands: PlanItem[] =
    byHand.length === 0
      ? []
      : [
          {
            kind: 'group',
            key: 'by-hand',
            title: 'By hand',
            note: `${counted(byHand.length, 'firewall')}, each with its checklist`,
          },
          ...deviceItems(byHand, opened),
        ];
  const out = [...Map.groupBy(detail.leftOut, (one) => one.why)].flatMap(([why, devices]): PlanItem[] => [
    {
      kind: 'group',
      key: `out/${why}`,
      title: `Left out: ${LEFT_OUT_WORD[why].charAt(0).toLowerCase()}${LEFT_OUT_WORD[why].slice(1)}`,
      note: counted(devices.length, 'firewall'),
    },
    ...devices.map((one): PlanItem => ({ kind: 'out', key: `out/${one.deviceId}`, out: one })),
  ]);
  return [...waves, ...hands, ...out];
}
