import type { WaitingDevice } from '@firewatch/shared/wire/estate';
import { Fragment, memo } from 'react';
import { localTime, ms } from '../../words/time-text.js';
import { waitingProblem } from './waiting-words.js';

interface WaitingRowProps {
  device: WaitingDevice;
  isPicked: boolean;
  onToggle: (id: string) => void;
}

/** One firewall that waits, with the certificate that stands there or why none was seen. */
export const WaitingRow = memo(function WaitingRow({ device, isPicked, onToggle }: WaitingRowProps) {
  const { id, name, customerName, siteName, host, port, certificate } = device;
  const problem = waitingProblem(device);
  return (
    <li>
      <input
        type="checkbox"
        className="check"
        aria-label={`Select ${name}`}
        checked={isPicked}
        onChange={() => onToggle(id)}
      />
      <span className="what">
        <b>{name}</b>
        <br />
        <span className="dim">
          {customerName}
          {siteName !== null && `, ${siteName}`}
        </span>
        <br />
        <span className="mono">
          {host}:{port}
        </span>
        <span className="dim">
          , {device.credentialName === null ? 'no credential' : `credential “${device.credentialName}”`}
          {device.trust !== 'pin' && `, trust ${device.trust}`}
        </span>
      </span>
      <span className="what">{problem ?? (certificate && <Certificate certificate={certificate} />)}</span>
    </li>
  );
});

function Certificate({ certificate }: { certificate: NonNullable<WaitingDevice['certificate']> }) {
  const { subject, issuer, validFrom, validTo, selfSigned, fingerprint } = certificate;
  const begins = ms(validFrom);
  const ends = ms(validTo);
  return (
    <>
      {subject}
      <br />
      <span className="dim">
        {selfSigned ? 'self-signed' : `issued by ${issuer}`}, valid {localTime.date(begins, ends)} to{' '}
        {localTime.date(ends, begins)}
      </span>
      <br />
      <span className="mono">
        {(fingerprint.match(/.{1,24}/g) ?? []).map((eight, index) => (
          <Fragment key={index}>
            {eight}
            <wbr />
          </Fragment>
        ))}
      </span>
    </>
  );
}
