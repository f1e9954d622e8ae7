import type { DeviceDetail, DeviceRow } from '@firewatch/shared/wire/devices';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { localTime } from '../../../words/time-text.js';
import { contactNotice } from '../model/contact-notice.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { Identities } from './identities.js';

interface ContactPanelProps {
  detail: DeviceDetail;
  row: DeviceRow;
  mayEdit: boolean;
  onCredential: () => void;
  onApprove: (fingerprint: string) => void;
}

/** Why it is not simply being read, what is still true, what to do. Nothing while it is reachable. */
export function ContactPanel({ detail, row, mayEdit, onCredential, onApprove }: ContactPanelProps) {
  const now = useNow();
  const notice = contactNotice(detail, row, now, localTime);
  if (!notice) return null;
  return (
    <section className="panel contact" aria-label={notice.title}>
      <div className="contact-text">
        <LookShape look={notice.kind === 'failing' ? 'suspect' : 'unknown'} />
        <div>
          <h2>{notice.title}</h2>
          <p className="wrap">{notice.body}</p>
          <p>
            <b>{notice.doNow}</b>
          </p>
        </div>
        {mayEdit && notice.kind === 'auth-failed' && (
          <Button kind="primary" onClick={onCredential}>
            Replace credential
          </Button>
        )}
      </div>
      {notice.kind === 'identity-mismatch' && (
        <Identities detail={detail} mayEdit={mayEdit} onApprove={onApprove} />
      )}
    </section>
  );
}
