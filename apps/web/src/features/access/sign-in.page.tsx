import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { setUpQuery, signIn } from '../../api/access.api.js';
import { ApiFailure } from '../../api/failure.js';
import { Button } from '../../ui/button.js';
import { PasswordField, TextField } from '../../ui/field.js';
import { Door } from '../../ui/door.js';
import { safeNext } from './safe-next.js';

const wasEnded = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'ended' in state && state.ended === true;

/** What to say of a refused sign-in; the server never tells which of the two was wrong. */
function faultText(error: unknown): string {
  if (!(error instanceof ApiFailure)) return 'Sign-in failed for an unknown reason. Try again.';
  if (error.status === 401) return 'Email or password is wrong.';
  return error.message;
}

export function SignInPage() {
  const { state } = useLocation();
  const setUp = useQuery(setUpQuery);
  return (
    <Door
      title="Sign in"
      note={wasEnded(state) ? 'Your session ended. Sign in to go on where you were.' : undefined}
    >
      {setUp.data?.needed === true && (
        <p className="fault">
          Nobody can sign in yet. Open the set-up link that the program printed when it started.
        </p>
      )}
      <SignInForm />
    </Door>
  );
}

function SignInForm() {
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
