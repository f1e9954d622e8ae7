import { useState, type ReactNode } from 'react';
import { NO_FAULTS, type FormFaults } from '../words/form-faults.js';
import { Button } from './button.js';
import { FormFault } from './form-fault.js';

interface SubmitOptions {
  /** Faults that need no server; null = may be sent. */
  readonly check: () => FormFaults | null;
  readonly send: () => Promise<void>;
  /** Words for a rejected send. */
  readonly refused: (error: unknown) => FormFaults;
}

export interface Submit {
  readonly faults: FormFaults;
  readonly isSending: boolean;
  readonly submit: () => void;
}

/** Checks, sends once, and keeps what was refused until the next try. */
export function useSubmit({ check, send, refused }: SubmitOptions): Submit {
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);
  const [isSending, setSending] = useState(false);
  const run = async (): Promise<void> => {
    const wrong = check();
    setFaults(wrong ?? NO_FAULTS);
    if (wrong) return;
    setSending(true);
    try {
      await send();
    } catch (error) {
      setFaults(refused(error));
    }
    setSending(false);
  };
  return { faults, isSending, submit: () => void run() };
}

interface FormProps extends Submit {
  action: string;
  /** Said on the button while it is under way. */
  sending?: string;
  /** Before the button: cancel. */
  beside?: ReactNode;
  /** After the button: a word about it. */
  after?: ReactNode;
  foot?: 'dialog-foot' | 'step-foot' | 'door-foot';
  wide?: boolean;
  /** Takes something away for good. */
  danger?: boolean;
  children: ReactNode;
}

/** Fields, what was refused, one primary button; Enter sends. */
export function Form({ faults, isSending, submit, action, sending = 'Storing', ...rest }: FormProps) {
  const { beside, after, foot = 'dialog-foot', wide = false, danger = false, children } = rest;
  return (
    <form
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSending) submit();
      }}
    >
      {children}
      <FormFault faults={faults} />
      <div className={foot}>
        {beside}
        <Button
          type="submit"
          kind={danger ? 'danger-filled' : 'primary'}
          className={wide ? 'wide' : ''}
          busy={isSending && sending}
        >
          {action}
        </Button>
        {after}
      </div>
    </form>
  );
}
