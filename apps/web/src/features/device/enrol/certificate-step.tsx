import type { CertificateSeen } from '@firewatch/shared/wire/devices';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { localTime, ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { Fingerprint } from '../components/fingerprint.js';
import { TrustField } from '../components/trust-field.js';
import type { Trust } from '../model/trust-words.js';

interface CertificateStepProps {
  certificate: CertificateSeen;
  address: string;
  /** A public authority vouches for it under this name. */
  mayTrustAuthority: boolean;
  /** What a firewall like it is trusted by. */
  proposed: Trust;
  onApprove: (trust: Trust) => void;
  onBack: () => void;
}

const DAY = 86_400_000;
const OLD_TLS: ReadonlySet<string> = new Set(['TLSv1', 'TLSv1.1']);

/** The certificate, large: a person compares it with the box before anything is sent. */
export function CertificateStep({
  certificate,
  address,
  mayTrustAuthority,
  proposed,
  onApprove,
  onBack,
}: CertificateStepProps) {
  const choices: readonly Trust[] = mayTrustAuthority ? ['pin', 'pin-key', 'ca'] : ['pin', 'pin-key'];
  const [trust, setTrust] = useState<Trust>(choices.includes(proposed) ? proposed : 'pin');
  const now = useNow();
  const ends = ms(certificate.validTo);
  const begins = ms(certificate.validFrom);
  return (
    <div className="certificate">
      <p>
        This certificate answers at <span className="mono">{address}</span>. Compare it with what the box
        shows in its own administration before anything is sent.
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
        <dd>
          {certificate.protocol}
          {OLD_TLS.has(certificate.protocol) && <b>, broken for years: a weakness of this box</b>}
        </dd>
      </dl>
      <TrustField value={trust} choices={choices} onChange={setTrust} />
      <div className="step-foot">
        <Button kind="primary" onClick={() => onApprove(trust)}>
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
