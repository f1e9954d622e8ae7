import type { SecondFactor } from '@firewatch/shared/wire/account';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { encode } from 'uqr';
import { Button } from '../../../ui/button.js';
import { PasswordField, TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Panel } from '../../../ui/panel.js';
import { Failed, Loading } from '../../../ui/states.js';
import { toast } from '../../../ui/toast.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { counted } from '../../../words/verdict-text.js';
import {
  confirmFactor,
  removeFactor,
  renewRecoveryCodes,
  secondFactorQuery,
  startFactor,
} from '../api/account.api.js';
import { ShownOnce } from './shown-once.js';

type Step =
  | { readonly at: 'rest' }
  | { readonly at: 'scan'; readonly secret: string; readonly uri: string }
  | { readonly at: 'codes'; readonly codes: readonly string[] }
  | { readonly at: 'remove' | 'renew' };

/** Sets up, renews and removes one's own second factor. `onDone` hears when the recovery codes were taken note of. */
export function FactorPanel({ onDone }: { onDone?: () => void }) {
  const client = useQueryClient();
  const factor = useQuery(secondFactorQuery);
  const [step, setStep] = useState<Step>({ at: 'rest' });
  const refresh = (): void => void client.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
  const begin = async (): Promise<void> => {
    try {
      setStep({ at: 'scan', ...(await startFactor()) });
    } catch (error) {
      toast(error instanceof Error ? error.message : 'Not begun.', { isError: true });
    }
  };
  const codes = (given: readonly string[]): void => {
    setStep({ at: 'codes', codes: given });
    refresh();
  };
  return (
    <Panel title="Second factor" note="codes from an authenticator app" className="boxed">
      {factor.isPending && <Loading what="the second factor" rows={1} />}
      {factor.isError && (
        <Failed
          what="Could not load the second factor"
          error={factor.error}
          onRetry={() => void factor.refetch()}
        />
      )}
      {factor.data && step.at === 'rest' && (
        <AtRest factor={factor.data} onBegin={() => void begin()} onStep={(at) => setStep({ at })} />
      )}
      {step.at === 'scan' && <Scan {...step} onCodes={codes} onCancel={() => setStep({ at: 'rest' })} />}
      {step.at === 'codes' && (
        <Codes
          codes={step.codes}
          onKept={() => {
            setStep({ at: 'rest' });
            onDone?.();
          }}
        />
      )}
      {(step.at === 'remove' || step.at === 'renew') && (
        <WithPassword
          key={step.at}
          action={step.at === 'remove' ? 'Switch it off' : 'Make new codes'}
          onCancel={() => setStep({ at: 'rest' })}
          send={async (password) => {
            if (step.at === 'renew') return codes((await renewRecoveryCodes(password)).codes);
            await removeFactor(password);
            setStep({ at: 'rest' });
            refresh();
          }}
        />
      )}
    </Panel>
  );
}

interface AtRestProps {
  factor: SecondFactor;
  onBegin: () => void;
  onStep: (at: 'remove' | 'renew') => void;
}

function AtRest({ factor, onBegin, onStep }: AtRestProps) {
  if (factor.state === 'on') {
    return (
      <div>
        <p>It is on. {counted(factor.recoveryCodesLeft, 'recovery code')} left.</p>
        <div className="dialog-foot is-left">
          <Button onClick={() => onStep('renew')}>New recovery codes</Button>
          <Button kind="danger" onClick={() => onStep('remove')}>
            Switch it off
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div>
      <p>{factor.isRequired && 'The owners require it. '}With it, a stolen password alone opens nothing.</p>
      <div className="dialog-foot is-left">
        <Button kind="primary" onClick={onBegin}>
          Set it up
        </Button>
      </div>
    </div>
  );
}

function Codes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  return (
    <div>
      <p>
        It is on. These codes let you in when the phone is gone; each works once. Keep them where the phone is
        not.
      </p>
      <ShownOnce label="Recovery codes" text={codes.join('\n')} />
      <div className="dialog-foot is-left">
        <Button kind="primary" onClick={onKept}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}

interface ScanProps {
  secret: string;
  uri: string;
  onCodes: (codes: readonly string[]) => void;
  onCancel: () => void;
}

function Scan({ secret, uri, onCodes, onCancel }: ScanProps) {
  const [code, setCode] = useState('');
  const confirming = useSubmit({
    check: () => missing({ code: !/^\d{6}$/.test(code.trim()) && 'Write the six digits the app shows.' }),
    send: async () => onCodes((await confirmFactor(code.trim())).codes),
    refused: (error) => formFaults(error, { code: 'Code' }),
  });
  return (
    <div>
      <p>Scan this with an authenticator app, or type the key into it. Then write the code it shows.</p>
      <QrCode text={uri} />
      <ShownOnce label="Key" text={secret.replaceAll(/(.{4})(?=.)/g, '$1 ')} />
      <Form
        {...confirming}
        action="Confirm"
        sending="Checking"
        beside={<Button onClick={onCancel}>Cancel</Button>}
      >
        <TextField
          label="Code"
          inputMode="numeric"
          autoComplete="one-time-code"
          data-autofocus
          fault={confirming.faults.fields['code']}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </Form>
    </div>
  );
}

/** Dark on light in both schemes: not every phone reads the inverse. */
function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data
    .flatMap((line, y) => line.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label="QR code of the key below">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}

interface WithPasswordProps {
  action: string;
  send: (password: string) => Promise<void>;
  onCancel: () => void;
}

function WithPassword({ action, send, onCancel }: WithPasswordProps) {
  const [password, setPassword] = useState('');
  const sending = useSubmit({
    check: () => missing({ password: password === '' && 'Write your password.' }),
    send: () => send(password),
    refused: (error) => formFaults(error, { password: 'Password' }),
  });
  return (
    <Form {...sending} action={action} beside={<Button onClick={onCancel}>Cancel</Button>}>
      <PasswordField
        label="Password"
        autoComplete="current-password"
        data-autofocus
        fault={sending.faults.fields['password']}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </Form>
  );
}
