import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { Glyph, type GlyphName } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { counted } from '../../../words/verdict-text.js';
import type { GuardView } from '../model/start-form.js';

const LOOK: Readonly<Record<GuardView['state'], { icon: GlyphName; word: string }>> = {
  held: { icon: 'lock', word: 'Held' },
  overridable: { icon: 'lock', word: 'Held, unless a reason is written' },
  ok: { icon: 'check', word: 'Nothing in the way' },
};
/** Signing in again is asked for at the start: it holds nothing back before. */
const rankOf = (guard: GuardView): number => {
  if (guard.state === 'ok') return 2;
  if (guard.name === 'step-up') return 3;
  return guard.state === 'held' ? 0 : 1;
};

const NAME: Readonly<Record<GuardView['name'], string>> = {
  'kill-switch': 'Kill switch',
  'step-up': 'Signed in again',
  'second-person': 'Second person',
  'list-changed': 'List as planned',
  'do-not-touch': 'Do not touch',
  authority: 'Licence authority',
  'incident-growing': 'Incident still growing',
  'resync-credential': 'Resync credential',
};

function titleOf(guards: readonly GuardView[]): string {
  const held = guards.filter((guard) => guard.state !== 'ok' && guard.name !== 'step-up').length;
  return held === 0
    ? 'nothing is in the way'
    : `${counted(held, 'guard')} ${held === 1 ? 'holds' : 'hold'} it back`;
}

/** What keeps it from starting, worst first; each says what would change it. */
export function GuardsPanel({ guards }: Pick<ResyncRunDetail, 'guards'>) {
  const ordered = guards.toSorted((a, b) => rankOf(a) - rankOf(b));
  return (
    <Panel title="Guards" note={titleOf(guards)}>
      <ul className="guards">
        {ordered.map((guard) => (
          <li key={guard.name} className={guard.name === 'step-up' ? 'g-later' : `g-${guard.state}`}>
            <Glyph name={LOOK[guard.state].icon} />
            <span>
              <b>{NAME[guard.name]}</b>
              <span className="hidden-visually">, {LOOK[guard.state].word}:</span> {guard.words}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
