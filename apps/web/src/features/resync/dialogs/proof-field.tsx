import type { stepUpState } from '@firewatch/shared/wire/resync';
import { useState } from 'react';
import type { z } from 'zod';
import { stepUpNow } from '../../../api/resync.api.js';
import { pageClock } from '../../../ui/clock.js';
import { PasswordField, TextField } from '../../../ui/field.js';
import { Glyph } from '../../../ui/glyph.js';
import type { FormFaults } from '../../../words/form-faults.js';
import { localTime, ms } from '../../../words/time-text.js';
import { mustProve } from '../model/start-form.js';

export type StepUpState = z.infer<typeof stepUpState>;

interface Proof {
  /** What has to be typed; null = nothing, it was just now. */
  readonly asks: StepUpState['needs'] | null;
  readonly until: string | null;
  /** Sends what was typed, where something is asked for. */
  readonly send: (typed: string) => Promise<void>;
}

/** Proves again who sits there; kept although what follows is refused, for a code is taken only once. */
export function useProof(first: StepUpState): Proof {
  const [state, setState] = useState(first);
  const asks = mustProve(state, pageClock.now()) ? state.needs : null;
  return {
    asks,
    until: state.until,
    send: async (typed) => {
      if (asks === null) return;
      setState(await stepUpNow(asks === 'code' ? { code: typed.trim() } : { password: typed }));
    },
  };
}

export const PROOF_LABELS = { code: 'Code', password: 'Password' };

/** What the server said about code or password, at the one field that asks for either. */
export function proofFaults(faults: FormFaults): FormFaults {
  const proof = faults.fields['code'] ?? faults.fields['password'];
  return proof === undefined ? faults : { ...faults, fields: { ...faults.fields, proof } };
}

interface ProofFieldProps {
  asks: Proof['asks'];
  until: string | null;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
}

export function ProofField({ asks, until, value, fault, onChange }: ProofFieldProps) {
  if (asks === null) {
    return (
      <p className="dim">
        <Glyph name="check" /> You signed in again just now
        {until === null ? '' : `; that holds until ${localTime.minute(ms(until))}`}.
      </p>
    );
  }
  if (asks === 'password') {
    return (
      <PasswordField
        label="Your password"
        hint="Once more, so that it is you who does it."
        autoComplete="current-password"
        fault={fault}
        value={value}
        data-autofocus
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <TextField
      label="Code of your authenticator"
      hint="Six digits, or a recovery code: so that it is you who does it."
      autoComplete="one-time-code"
      fault={fault}
      value={value}
      data-autofocus
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
