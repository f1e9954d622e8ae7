import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import { setUpQuery, signIn } from '../../api/access.api.js';
import { ApiFailure } from '../../api/failure.js';
import { Button } from '../../ui/button.js';
import { PasswordField, TextField } from '../../ui/field.js';
import { Door } from '../../ui/door.js';
import { safeNext } from './safe-next.js';

const wasEnded = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'ended' in state && state.ended === true;
const hasNewPassword = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'chosen' in state && state.chosen === true;

/** What to say of a refused sign-in; the server never tells which of the two was wrong. */
function faultText(error: unknown): string {
  if (!(error instanceof ApiFailure)) return 'Sign-in failed for an unknown reason. Try again.';
  if (error.status === 401) return 'Email or password is wrong.';
  return error.message;
}

/** The password is right and a code is asked for, or the code was refused; null = it is about something else. */
const codeFault = (error: unknown): string | null =>
  error instanceof ApiFailure ? (error.faultOf('code') ?? null) : null;

function noteOf(state: unknown): string | undefined {
  if (wasEnded(state)) return 'Your session ended. Sign in to go on where you were.';
  if (hasNewPassword(state)) return 'Your new password is stored. Sign in with it.';
  return undefined;
}

export function SignInPage() {
  const { state } = useLocation();
  const setUp = useQuery(setUpQuery);
  const [known, setKnown] = useState<{ email: string; password: string } | null>(null);
  if (known) return <CodeStep {...known} onBack={() => setKnown(null)} />;
  return (
    <Door title="Sign in" note={noteOf(state)}>
      {setUp.data?.needed === true && (
        <p className="fault">
          Nobody can sign in yet. Open the set-up link that the program printed when it started.
        </p>
      )}
      <SignInForm onCodeWanted={(email, password) => setKnown({ email, password })} />
      <p className="door-line">
        <Link to="/forgot">Forgot the password?</Link>
      </p>
    </Door>
  );
}

function SignInForm({ onCodeWanted }: { onCodeWanted: (email: string, password: string) => void }) {
  const [params] = useSearchParams();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string>();
  const [isSending, setSending] = useState(false);

  const submit = async (): Promise<void> => {
    if (email.trim() === '' || password === '') {
      setFault('Write your email and your password.');
      return;
    }
    setSending(true);
    setFault(undefined);
    try {
      await signIn(email.trim(), password);
      // A fresh page: rows of whoever was signed in before must not show through.
      window.location.replace(safeNext(params.get('next')));
    } catch (error) {
      if (codeFault(error) !== null) return onCodeWanted(email.trim(), password);
      setFault(faultText(error));
      setSending(false);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        fault={fault}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" kind="primary" className="wide" busy={isSending && 'Signing in'}>
        Sign in
      </Button>
    </form>
  );
}

/** Second step: the password was right. */
function CodeStep({ email, password, onBack }: { email: string; password: string; onBack: () => void }) {
  const [params] = useSearchParams();
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string>();
  const [isSending, setSending] = useState(false);
  const submit = async (): Promise<void> => {
    if (code.trim() === '') return setFault('Write the six digits, or a recovery code.');
    setSending(true);
    setFault(undefined);
    try {
      await signIn(email, password, code.trim());
      window.location.replace(safeNext(params.get('next')));
    } catch (error) {
      setFault(codeFault(error) ?? faultText(error));
      setCode('');
      setSending(false);
    }
  };
  return (
    <Door title="Second step" note={`Signing in as ${email}.`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label="Code"
          name="code"
          hint="Six digits from your authenticator app. Lost the phone? Write a recovery code."
          autoComplete="one-time-code"
          inputMode="text"
          autoCapitalize="off"
          spellCheck={false}
          data-autofocus
          fault={fault}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <Button type="submit" kind="primary" className="wide" busy={isSending && 'Checking'}>
          Sign in
        </Button>
      </form>
      <p className="door-line">
        <Button kind="quiet" onClick={onBack}>
          Back to email and password
        </Button>
      </p>
    </Door>
  );
}
