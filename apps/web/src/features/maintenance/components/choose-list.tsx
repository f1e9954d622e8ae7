import { useId, useState } from 'react';
import type { Choice } from '../model/window-form.js';

interface ChooseListProps {
  label: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  fault: string | undefined;
  onChange: (chosen: readonly string[]) => void;
}

/** More than this are found by typing. */
const SHOWN = 60;

/** Many of many, found by typing; what is chosen stays on top. */
export function ChooseList({ label, choices, chosen, fault, onChange }: ChooseListProps) {
  const id = useId();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const fits = choices.filter(
    (one) => chosen.includes(one.value) || one.label.toLowerCase().includes(wanted),
  );
  const ordered = [...fits].sort(
    (a, b) => Number(chosen.includes(b.value)) - Number(chosen.includes(a.value)),
  );
  const shown = ordered.slice(0, Math.max(SHOWN, chosen.length));
  return (
    <fieldset className="field choose" aria-describedby={fault === undefined ? undefined : `${id}-fault`}>
      <legend className="label">{label}</legend>
      <input
        className="input"
        type="search"
        aria-label={`Find ${label.toLowerCase()}`}
        placeholder={`Find among ${choices.length}`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul className="choose-list">
        {shown.map((choice) => (
          <li key={choice.value}>
            <label>
              <input
                type="checkbox"
                className="check"
                checked={chosen.includes(choice.value)}
                onChange={(event) =>
                  onChange(
                    event.target.checked
                      ? [...chosen, choice.value]
                      : chosen.filter((value) => value !== choice.value),
                  )
                }
              />
              <span>{choice.label}</span>
              <span className="faint">{choice.note}</span>
            </label>
          </li>
        ))}
        {shown.length === 0 && <li className="faint pad">None here.</li>}
      </ul>
      {fits.length > shown.length && (
        <span className="hint">{fits.length - shown.length} more; type to find them.</span>
      )}
      {fault !== undefined && (
        <span className="fault" id={`${id}-fault`} role="alert">
          {fault}
        </span>
      )}
    </fieldset>
  );
}
