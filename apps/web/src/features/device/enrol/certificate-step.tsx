import type { CertificateSeen } from '@firewatch/shared/wire/devices';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { localTime, ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { Fingerprint } from '../components/fingerprint.js';

interface CertificateStepProps {
  certificate: CertificateSeen;
  address: string;
  onApprove: () => void;
  onBack: () => void;
}

const DAY = 86_400_000;

/** The certificate, large: a person compares it with the box before anything is sent. */
export function CertificateStep({ certificate, address, onApprove, onBack }: CertificateStepProps) {
  const now = useNow();
  const ends = ms(certificate.validTo);
  const begins = ms(certificate.validFrom);
  return (
    <div className="certificate">
      <p>
        This stands at <span className="mono">{address}</span>. Compare it with what the box shows in its own
        administration. From now on only this certificate is trusted there.
      </p>
      <Fingerprint value={certificate.fingerprint} />
      <dl className="kv">
        <dt>Subject</dt>
        <dd className="mono">{certificate.subject || 'empty'}</dd>
        <dt>Issuer</dt>
        <dd>
          {certificate.selfSigned ? (
            'itself: usual for a firewall, so the fingerprint is all there is'
          ) : (
            <span className="mono">{certificate.issuer}</span>
          )}
        </dd>
        <dt>Valid</dt>
        <dd>
          {localTime.date(begins, ends)} to {localTime.date(ends, begins)}{' '}
          <ValidityNote begins={begins} ends={ends} now={now} />
        </dd>
        <dt>Protocol</dt>
        <dd>{certificate.protocol}</dd>
      </dl>
      <div className="step-foot">
        <Button kind="primary" onClick={onApprove}>
          Approve this certificate
        </Button>
        <Button onClick={onBack}>Change the address</Button>
      </div>
    </div>
  );
}

function ValidityNote({ begins, ends, now }: { begins: number; ends: number; now: number }) {
  if (now < begins) return <b>not valid yet; a pinned certificate is trusted all the same</b>;
  if (now > ends) return <b>it has ended; a pinned certificate is trusted all the same</b>;
  return <span className="faint">{counted(Math.floor((ends - now) / DAY), 'day')} left</span>;
}
