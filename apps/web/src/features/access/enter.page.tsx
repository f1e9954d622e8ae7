import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { signInByLink } from '../../api/access.api.js';
import { Door } from '../../ui/door.js';

/** Signs in by a one-time link. The token stands behind `#`, which never reaches a server's log. */
export function EnterPage() {
  const { hash } = useLocation();
  const [refusal, setRefusal] = useState<string>();
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const fault =
    token === null ? 'This link has no token. Copy the whole line that the program printed.' : refusal;
  const isUsed = useRef(false);
  useEffect(() => {
    if (isUsed.current || token === null) return;
    isUsed.current = true;
    signInByLink(token).then(
      () => {
        window.location.replace('/');
      },
      (error: unknown) => setRefusal(error instanceof Error ? error.message : 'The link was not accepted.'),
    );
  }, [token]);
  return (
    <Door title={fault === undefined ? 'Signing in' : 'This link does not work'}>
      {fault === undefined ? (
        <p className="note door-line">Checking the link.</p>
      ) : (
        <>
          <p className="fault">{fault} A link works once and for a short time.</p>
          <p className="door-line">
            <Link className="btn" to="/sign-in">
              Sign in with a password
            </Link>
          </p>
        </>
      )}
    </Door>
  );
}
