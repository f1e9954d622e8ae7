import type { CertificateSeen, VendorInfo } from '@firewatch/shared/wire/devices';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button } from '../../../ui/button.js';
import { formFaults, type FormFaults } from '../../../words/form-faults.js';
import { credentialSetsQuery, tryAccess } from '../api/enrol.api.js';
import {
  CredentialFields,
  emptyFields,
  filledIn,
  type CredentialValues,
} from '../components/credential-fields.js';
import { SelectField } from '../../../ui/select-field.js';
import { credentialFaults, credentialLabels } from '../model/credential-faults.js';
import type { Access, EnrolEvent, Place } from './enrol-state.js';
import { FormFault } from '../../../ui/form-fault.js';
import { tryRefusal } from './refusals.js';

const TYPED = '';

interface CredentialStepProps {
  place: Place;
  certificate: CertificateSeen;
  vendor: VendorInfo;
  faults: FormFaults;
  send: (event: EnrolEvent) => void;
}

/** A credential, tried at once by one full read. */
export function CredentialStep({ place, certificate, vendor, faults, send }: CredentialStepProps) {
  const stored = useQuery(credentialSetsQuery);
  const sets = (stored.data ?? []).filter(
    (set) => set.vendor === vendor.id && (set.customerId === null || set.customerId === place.customerId),
  );
  const [setId, setSetId] = useState(TYPED);
  const [values, setValues] = useState<CredentialValues>({});
  const [isTrying, setTrying] = useState(false);

  const submit = async (): Promise<void> => {
    const empty = setId === TYPED ? emptyFields(vendor, values) : null;
    if (empty) {
      send({ type: 'refused', faults: { fields: empty, rest: null } });
      return;
    }
    const access: Access =
      setId === TYPED
        ? { credential: filledIn(values), credentialName: place.name }
        : { credentialSetId: setId };
    setTrying(true);
    try {
      const { vendor: id, host, port, tls } = place;
      const answer = await tryAccess({
        vendor: id,
        host,
        port,
        tls,
        fingerprint: certificate.fingerprint,
        access,
      });
      if (answer.ok) {
        send({ type: 'tried', access, tried: answer });
        return;
      }
      const secret =
        setId === TYPED ? vendor.credentialFields.findLast((field) => field.secret)?.name : 'credentialSetId';
      send({ type: 'refused', faults: tryRefusal(answer.why, answer.detail, secret) });
    } catch (error) {
      send({ type: 'refused', faults: credentialFaults(formFaults(error, credentialLabels(vendor))) });
    }
    setTrying(false);
  };

  return (
    <form
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {sets.length > 0 && (
        <SelectField
          label="Credential"
          fault={faults.fields['credentialSetId']}
          value={setId}
          options={[
            { value: TYPED, label: 'Enter a new one' },
            ...sets.map((set) => ({ value: set.id, label: `${set.name}, used by ${set.deviceCount}` })),
          ]}
          onChange={setSetId}
        />
      )}
      {setId === TYPED && (
        <CredentialFields vendor={vendor} values={values} faults={faults.fields} onChange={setValues} />
      )}
      <FormFault text={faults.rest} />
      <div className="step-foot">
        <Button type="submit" kind="primary" busy={isTrying && 'Reading'}>
          Sign in and read once
        </Button>
        <span className="dim" role="status">
          {isTrying ? <Waiting /> : 'Stored sealed; it can be replaced, never read.'}
        </span>
      </div>
    </form>
  );
}

const LONG_MS = 10_000;

/** A full read takes seconds; past ten a person wants to know that it is still tried. */
function Waiting() {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLong ? 'It answers slowly; given up after 50 s.' : 'Signing in, reading every fact, signing out.';
}
