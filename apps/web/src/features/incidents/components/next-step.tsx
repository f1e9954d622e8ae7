import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { Link } from 'react-router';
import { mayEdit } from '../../../api/access.api.js';
import { useResyncStep } from './resync-step.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { copyText } from '../../../ui/copy-text.js';
import { Glyph } from '../../../ui/glyph.js';
import { asSentence, counted } from '../../../words/verdict-text.js';
import { evidenceText } from '../model/evidence.js';

const copyEvidence = (detail: IncidentDetail): Promise<void> =>
  copyText(
    evidenceText(detail),
    `Copied the evidence of ${counted(detail.incident.deviceCount, 'firewall')}.`,
  );

/** Straight to the one form: at two in the morning nobody looks for it. */
function NewPassword({ detail: { credentialSet, incident } }: { detail: IncidentDetail }) {
  const isAllowed = mayEdit(useMe());
  if (credentialSet === null || incident.state !== 'open' || !isAllowed) return null;
  return (
    <Link className="btn primary" to={`/credentials?replace=${credentialSet.id}`}>
      Enter the new password
    </Link>
  );
}

/** What to do now, and what is held back until when. */
export function NextStep({ detail }: { detail: IncidentDetail }) {
  const { doNow, heldBack } = detail;
  const isHeld = heldBack !== null;
  const resync = useResyncStep(detail);
  if (!doNow && !isHeld && !resync) return null;
  return (
    <section
      className={(doNow ?? resync) && heldBack ? 'panel next' : 'panel next single'}
      aria-label="Next step"
    >
      {(doNow ?? (!isHeld && resync)) && (
        <div>
          <h2>Do now</h2>
          <p className="title">{doNow?.title ?? resync?.title}</p>
          {doNow ? doNow.text !== '' && <p>{doNow.text}</p> : <p>{resync?.text}</p>}
          <div className="actions">
            <NewPassword detail={detail} />
            {!isHeld && resync?.action}
            {doNow && <Button onClick={() => void copyEvidence(detail)}>Copy evidence</Button>}
          </div>
        </div>
      )}
      {heldBack && (
        <div className="held">
          <h2>Held back</h2>
          <p className="title">
            <Glyph name="lock" /> {heldBack.title}
          </p>
          <p>
            {heldBack.text} <b>{asSentence(heldBack.until)}</b>
          </p>
          {resync && <div className="actions">{resync.action}</div>}
        </div>
      )}
    </section>
  );
}
