import { reason as reasonSchema } from '@firewatch/shared/wire/primitives';
import { useState, type ReactNode } from 'react';
import { localTime } from '../words/time-text.js';
import { Button } from './button.js';
import { pageClock } from './clock.js';
import { Dialog } from './dialog.js';
import { TextArea } from './field.js';

const HOUR = 3_600_000;
const SPANS = [
  { label: 'Until it is over', hours: null },
  { label: '1 hour', hours: 1 },
  { label: '4 hours', hours: 4 },
  { label: '12 hours', hours: 12 },
] as const;

interface ReasonDialogProps {
  title: string;
  /** Verb with its object and count. */
  action: string;
  intro: ReactNode;
  /** Offers an end; the answer then carries it, epoch ms, or null for none. */
  withEnd?: boolean;
  danger?: boolean;
  /** Stands in the field already, so that Enter is enough where seconds count. */
  initial?: string;
  onClose: () => void;
  /** Resolves when stored; a rejected promise is shown in the dialog, which stays open. */
  onSubmit: (reason: string, until: number | null) => Promise<void>;
}

/** Asks why: kept for good, signed with the person's name, shown to others. */
export function ReasonDialog({ withEnd = false, danger = false, ...props }: ReasonDialogProps) {
  const [text, setText] = useState(props.initial ?? '');
  const [hours, setHours] = useState<number | null>(null);
  const [fault, setFault] = useState<string>();
  const [isSending, setSending] = useState(false);

  const submit = async (): Promise<void> => {
    const parsed = reasonSchema.safeParse(text);
    if (!parsed.success) {
      setFault('Reason: write 3 to 500 characters, so that the next person knows what is being done.');
      return;
    }
    setSending(true);
    try {
      await props.onSubmit(parsed.data, hours === null ? null : pageClock.now() + hours * HOUR);
    } catch (error) {
      setFault(error instanceof Error ? error.message : 'That was not stored. Try again.');
      setSending(false);
    }
  };

  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="intro">{props.intro}</div>
        <TextArea
          label="Reason"
          hint="Signed with your name and kept. Press Ctrl+Enter to send."
          fault={fault}
          value={text}
          maxLength={500}
          data-autofocus
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
          }}
        />
        {withEnd && <EndChoice hours={hours} onChange={setHours} />}
        <div className="dialog-foot">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" kind={danger ? 'danger-filled' : 'primary'} busy={isSending && 'Storing'}>
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function EndChoice({ hours, onChange }: { hours: number | null; onChange: (hours: number | null) => void }) {
  return (
    <fieldset className="field end-choice">
      <legend className="label">Stays quiet</legend>
      <span className="seg is-four">
        {SPANS.map((span) => (
          <button
            key={span.label}
            type="button"
            aria-pressed={span.hours === hours}
            aria-current={span.hours === hours}
            onClick={() => onChange(span.hours)}
          >
            {span.label}
          </button>
        ))}
      </span>
      <span className="hint">
        {hours === null
          ? 'It comes back by itself if it gets worse.'
          : `Until ${localTime.minute(pageClock.now() + hours * HOUR)}, or sooner if it gets worse.`}
      </span>
    </fieldset>
  );
}
