import { password as passwordSchema } from '@firewatch/shared/wire/access';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ChangeEvent } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { setUpQuery } from '../../api/access.api.js';
import { command } from '../../api/http.js';
import { keys } from '../../api/keys.js';
import { PasswordField, TextField } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { Failed } from '../../ui/states.js';
import { formFaults, missing } from '../../words/form-faults.js';
import { Door } from '../../ui/door.js';
import { DrillHint } from './drill-hint.js';
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
      <Door foot={<DrillHint />} title="Set up Firewatch">
        <Failed
          what="Could not ask whether there is an owner"
          error={setUp.error}
          onRetry={() => void setUp.refetch()}
        />
      </Door>
    );
  }
  if (setUp.data?.needed === false) {
    return (
      <Door foot={<DrillHint />} title="Firewatch is set up">
        <p className="door-line">There is an owner already, so this link has done its work.</p>
        <p className="door-line">
          <Link className="btn" to="/sign-in">
            Sign in
          </Link>
        </p>
      </Door>
    );
  }
  if (token === null) {
    return (
      <Door foot={<DrillHint />} title="This link does not work">
        <p className="fault">
          It has no token. Copy the whole line that the program printed when it started.
        </p>
      </Door>
    );
  }
  return <OwnerForm token={token} />;
}

function OwnerForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [owner, setOwner] = useState({ name: '', email: '', password: '' });
  const creating = useSubmit({
    check: () =>
      missing({
        name: owner.name.trim() === '' && 'Write your name: reasons and acknowledgements are signed with it.',
        email: owner.email.trim() === '' && 'Write your mail address: you sign in with it.',
        password: !passwordSchema.safeParse(owner.password).success && 'Write 12 to 256 characters.',
      }),
    send: async () => {
      const { name, email, password } = owner;
      const body = { token, email: email.trim(), name: name.trim(), password };
      await command('setup', { method: 'POST', body });
      client.removeQueries({ queryKey: keys.me });
      client.removeQueries({ queryKey: keys.setUp });
      await navigate('/first-run', { replace: true });
    },
    refused: (error) => formFaults(error, LABELS),
  });
  const field = (name: keyof typeof owner) => ({
    name,
    value: owner[name],
    fault: creating.faults.fields[name],
    onChange: (event: ChangeEvent<HTMLInputElement>) => setOwner({ ...owner, [name]: event.target.value }),
  });
  return (
    <Door
      foot={<DrillHint />}
      title="Set up Firewatch"
      note="You become its owner: you add firewalls, channels and people."
    >
      <Form {...creating} action="Create the owner" sending="Creating the owner" foot="door-foot" wide>
        <TextField label="Name" autoComplete="name" data-autofocus {...field('name')} />
        <TextField label="Email" type="email" autoComplete="username" {...field('email')} />
        <PasswordField
          label="Password"
          autoComplete="new-password"
          hint="At least 12 characters. A sentence is easy to keep."
          {...field('password')}
        />
      </Form>
    </Door>
  );
}
