import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { choosePassword } from '../../api/access.api.js';
import { PasswordField } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { Door } from '../../ui/door.js';
import { formFaults, missing } from '../../words/form-faults.js';
import '../../styles/forms.css';

/** Opens by the link of an invitation or a reset; the token stands behind `#`, which never reaches a server's log. */
export function PasswordPage() {
  const { hash } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get('token');
  if (token === null) {
    return (
      <Door title="This link does not work">
        <p className="fault">It has no token. Copy the whole line.</p>
        <p className="door-line">
          <Link to="/forgot">Ask for a new link</Link>
        </p>
      </Door>
    );
  }
  return <ChooseForm token={token} />;
}

function ChooseForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const choosing = useSubmit({
    check: () => missing({ password: password.length < 12 && 'Write 12 to 256 characters.' }),
    send: async () => {
      await choosePassword(token, password);
      await navigate('/sign-in', { replace: true, state: { chosen: true } });
    },
    refused: (error) => formFaults(error, { password: 'Password' }),
  });
  return (
    <Door
      title="Choose a password"
      note="Every session of yours ends with it; you sign in with the new one."
      foot={
        <p className="door-line">
          <Link to="/forgot">Ask for a new link</Link>
        </p>
      }
    >
      <Form {...choosing} action="Store the password" foot="door-foot" wide>
        <PasswordField
          label="Password"
          name="password"
          autoComplete="new-password"
          hint="At least 12 characters. A sentence is easy to keep."
          data-autofocus
          fault={choosing.faults.fields['password']}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Form>
    </Door>
  );
}
