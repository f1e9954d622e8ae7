import type { Channel, NewChannel } from '@firewatch/shared/wire/channels';

export interface ChangeWords {
  readonly did: string;
  readonly lines: readonly string[];
}

export const whereTo = (channel: Pick<NewChannel, 'kind' | 'settings'>): readonly string[] =>
  'to' in channel.settings ? channel.settings.to : [channel.settings.url];

interface Change {
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly tells?: Channel['tells'] | undefined;
  readonly settings?: object | undefined;
  readonly newSecret: boolean;
}

/** What the owners are told of a change; null when nothing of it says who is told what, or how. */
export function changeWords(before: Channel, change: Change): ChangeWords | null {
  const lines = [
    ...(change.tells !== undefined && change.tells !== before.tells
      ? [`It tells ${change.tells === 'critical' ? 'critical incidents only' : 'everything'} from now on.`]
      : []),
    ...(change.settings !== undefined && !isSame(before.settings, change.settings)
      ? [`It told ${whereTo(before).join(', ')}; its settings are other ones now.`]
      : []),
    ...(change.newSecret ? ['It signs in with another secret now.'] : []),
  ];
  if (change.enabled !== undefined && change.enabled !== before.enabled) {
    const did = `switched ${change.enabled ? 'on' : 'off'} the channel ${before.name}`;
    const told = change.enabled
      ? []
      : [`It told ${whereTo(before).join(', ')}, and tells nobody while it is off.`];
    return { did, lines: [...told, ...lines] };
  }
  return lines.length === 0 ? null : { did: `changed the channel ${before.name}`, lines };
}

/** The same fields with the same values, in whatever order. */
const isSame = (one: object, other: object): boolean => spelt(one) === spelt(other);
const spelt = (value: object): string =>
  JSON.stringify(Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b)));
