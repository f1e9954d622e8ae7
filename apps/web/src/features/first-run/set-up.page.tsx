import { password as passwordSchema } from '@firewatch/shared/wire/access';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { setUpQuery } from '../../api/access.api.js';
import { command } from '../../api/http.js';
import { keys } from '../../api/keys.js';
import { Button } from '../../ui/button.js';
import { PasswordField, TextField } from '../../ui/field.js';
import { FormFault } from '../../ui/form-fault.js';
import { Failed } from '../../ui/states.js';
import { formFaults, missing, NO_FAULTS, type FormFaults } from '../../words/form-faults.js';
import { SetUpFrame } from './set-up-frame.js';
import '../../styles/forms.css';
import './first-run.css';

const LABELS = { email: 'Email', name: 'Name', password: 'Password' };

/** Opens by the link the program printed; the token stands behind `#`, which never reaches a server's log. */
export function SetUpPage() {
  const { hash } = useLocation();
  const setUp = useQuery(setUpQuery);
  const token = new URLSearchParams(hash.slice(1)).get('token');
  if (setUp.isError) {
    return (
      <SetUpFrame title="Set up Firewatch">
        <Failed
          what="Could not ask whether there is an owner"
          error={setUp.error}
          onRetry={() => void setUp.refetch()}
        />
      </SetUpFrame>
    );
  }
  if (setUp.data?.needed === false) {
    return (
      <SetUpFrame title="Firewatch is set up">
        <p className="door-line">There is an owner already, so this link has done its work.</p>
        <p className="door-line">
          <Link className="btn" to="/sign-in">
            Sign in
          </Link>
        </p>
      </SetUpFrame>
    );
  }
  if (token === null) {
    return (
      <SetUpFrame title="This link does not work">
        <p className="fault">
          It has no token. Copy the whole line that the program printed when it started.
        </p>
      </SetUpFrame>
    );
  }
  return <OwnerForm token={token} />;
}

function OwnerForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);
  const [isSending, setSending] = useState(false);

  const submit = async (): Promise<void> => {
    const empty = missing({
      name: name.trim() === '' && 'Write your name: reasons and acknowledgements are signed with it.',
      email: email.trim() === '' && 'Write your mail address: you sign in with it.',
      password: !passwordSchema.safeParse(password).success && 'Write 12 to 256 characters.',
    });
    if (empty) {
      setFaults(empty);
      return;
    }
    setSending(true);
    try {
      await command('setup', {
        method: 'POST',
        body: { token, email: email.trim(), name: name.trim(), password },
      });
      client.removeQueries({ queryKey: keys.me });
      client.removeQueries({ queryKey: keys.setUp });
      await navigate('/first-run', { replace: true });
    } catch (error) {
      setFaults(formFaults(error, LABELS));
      setSending(false);
    }
  };
  return (
    <SetUpFrame title="Set up Firewatch" note="You become its owner: you add firewalls, channels and people.">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          autoFocus
          fault={faults.fields['name']}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          fault={faults.fields['email']}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="new-password"
          hint="At least 12 characters. A sentence is easy to keep."
          fault={faults.fields['password']}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormFault text={faults.rest} />
        <Button type="submit" kind="primary" className="wide" busy={isSending && 'Creating the owner'}>
          Create the owner
        </Button>
      </form>
    </SetUpFrame>
  );
}
