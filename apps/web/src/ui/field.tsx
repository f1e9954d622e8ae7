import {
  useId,
  useState,
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
} from 'react';
import { Button } from './button.js';

/** The field that has the focus when its form appears; Dialog and Door look for it. */
interface Autofocus {
  'data-autofocus'?: boolean;
}

interface FieldFrame extends Autofocus {
  label: string;
  hint?: string | undefined;
  fault?: string | undefined;
}

function useFieldIds({ hint, fault }: Pick<FieldFrame, 'hint' | 'fault'>) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`];
  return {
    id,
    attributes: {
      id,
      'aria-invalid': fault !== undefined,
      'aria-describedby': described.filter(Boolean).join(' ') || undefined,
    },
  };
}

function Frame({ label, hint, fault, id, children }: FieldFrame & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {fault !== undefined && (
        <span className="fault" id={`${id}-fault`} role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

/** Labelled one-line input; a fault is one sentence, tied to the field. */
export function TextField({
  label,
  hint,
  fault,
  ...input
}: FieldFrame & InputHTMLAttributes<HTMLInputElement>) {
  const { id, attributes } = useFieldIds({ hint, fault });
  return (
    <Frame label={label} hint={hint} fault={fault} id={id}>
      <input className="input" {...attributes} {...input} />
    </Frame>
  );
}

/** Like TextField, hidden until asked to show. */
export function PasswordField({
  label,
  hint,
  fault,
  ...input
}: FieldFrame & InputHTMLAttributes<HTMLInputElement>) {
  const { id, attributes } = useFieldIds({ hint, fault });
  const [isShown, setShown] = useState(false);
  return (
    <Frame label={label} hint={hint} fault={fault} id={id}>
      <span className="field-with-button">
        <input className="input" type={isShown ? 'text' : 'password'} {...attributes} {...input} />
        <Button aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? 'Hide' : 'Show'}
        </Button>
      </span>
    </Frame>
  );
}

/** Labelled input of several lines. */
export function TextArea({
  label,
  hint,
  fault,
  ...input
}: FieldFrame & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const { id, attributes } = useFieldIds({ hint, fault });
  return (
    <Frame label={label} hint={hint} fault={fault} id={id}>
      <textarea className="input" {...attributes} {...input} />
    </Frame>
  );
}
