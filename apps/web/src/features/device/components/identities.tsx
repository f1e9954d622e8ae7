import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { Button } from '../../../ui/button.js';
import { Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';
import { Fingerprint } from './fingerprint.js';

interface IdentitiesProps {
  detail: DeviceDetail;
  mayEdit: boolean;
  onApprove: (fingerprint: string) => void;
}

/** What was approved and what answers now, side by side. */
export function Identities({ detail, mayEdit, onApprove }: IdentitiesProps) {
  const { met, identities } = detail;
  const [accepted] = identities;
  const fingerprint = met?.fingerprint ?? accepted?.fingerprint ?? null;
  return (
    <div className="sides">
      <div>
        <h3>Approved</h3>
        {accepted ? (
          <>
            <Fingerprint value={accepted.fingerprint} against={met?.fingerprint ?? null} />
            <p>
              Serial <span className="mono">{accepted.serial === '' ? 'not read yet' : accepted.serial}</span>
            </p>
            <p className="dim">
              <Clock at={ms(accepted.acceptedAt)} seconds={false} />
              {accepted.acceptedBy !== null && ` by ${accepted.acceptedBy}`}: {accepted.reason}
            </p>
          </>
        ) : (
          <p className="dim">Nothing was approved yet.</p>
        )}
      </div>
      <div className="is-new">
        <h3>Answers now</h3>
        {met?.fingerprint ? (
          <Fingerprint value={met.fingerprint} against={accepted?.fingerprint ?? null} />
        ) : (
          <p className="dim">The approved certificate.</p>
        )}
        <p>
          Serial{' '}
          {met?.serial ? (
            <span className="mono">{met.serial}</span>
          ) : (
            <span className="dim">not asked: nothing was sent</span>
          )}
        </p>
        {mayEdit && fingerprint !== null && (
          <Button kind="danger" onClick={() => onApprove(fingerprint)}>
            Approve this identity
          </Button>
        )}
      </div>
    </div>
  );
}
