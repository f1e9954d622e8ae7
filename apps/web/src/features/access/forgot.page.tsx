import { useState } from 'react';
import { Link } from 'react-router';
import { askForLink } from '../../api/access.api.js';
import { TextField } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { Door } from '../../ui/door.js';
import { formFaults, missing } from '../../words/form-faults.js';
import '../../styles/forms.css';

/** Asks for a link by mail. Says the same whether anybody signs in with that address or not. */
export function ForgotPage() {
  const [email, setEmail] = useState('');
  const [isAsked, setAsked] = useState(false);
  const asking = useSubmit({
    check: () => missing({ email: email.trim() === '' && 'Write the mail address you sign in with.' }),
    send: async () => {
      await askForLink(email.trim());
      setAsked(true);
    },
    refused: (error) => formFaults(error, { email: 'Email' }),
  });
  if (isAsked) {
    return (
      <Door title="Look into your mailbox">
        <p className="door-line">
          If somebody signs in with {email.trim()}, a link is on its way there. It works once, for 1 hour.
        </p>
        <p className="door-line dim">
          Nothing arrives? Then there is no mail channel yet, or it does not work. Whoever has the host can
          print a link: <code>npm run -s firewatch -- users reset {email.trim()}</code>
        </p>
        <p className="door-line">
          <Link to="/sign-in">Back to sign in</Link>
        </p>
      </Door>
    );
  }
  return (
    <Door title="New password" note="A link to choose one comes by mail.">
      <Form {...asking} action="Send the link" sending="Asking" foot="door-foot" wide>
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          data-autofocus
          fault={asking.faults.fields['email']}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Form>
      <p className="door-line">
        <Link to="/sign-in">Back to sign in</Link>
      </p>
    </Door>
  );
}
