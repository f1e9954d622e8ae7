import type { CertificateSeen } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { formFaults, type FormFaults } from '../../../words/form-faults.js';
import { credentialSetsQuery } from '../../../api/credentials.api.js';
import { tryAccess } from '../api/enrol.api.js';
import {
  CredentialFields,
  emptyFields,
  filledIn,
  type CredentialValues,
} from '../../../credentials/credential-fields.js';
import { SelectField } from '../../../ui/select-field.js';
import { credentialFaults, credentialLabels } from '../../../credentials/credential-faults.js';
import type { Access, EnrolEvent, Place } from './enrol-state.js';
import { Form, useSubmit } from '../../../ui/form.js';
import type { Trust } from '../model/trust-words.js';
import { ChecklistOffer } from './checklist-offer.js';
import { tryRefusal } from './refusals.js';

const TYPED = '';

interface CredentialStepProps {
  place: Place;
  certificate: CertificateSeen;
  vendor: VendorInfo;
  trust: Trust;
  /** Set of a firewall like it, where it may be used here; null = none. */
  proposed: string | null;
  send: (event: EnrolEvent) => void;
  onSaved: (deviceId: string, name: string) => void;
}

/** The device was reached and said no: no failed call, but faults for the form all the same. */
class Refused extends Error {
  constructor(readonly faults: FormFaults) {
    super('refused by the device');
  }
}

/** Stored sets that may be used here: of this vendor, everyone's or this customer's. */
function useSets(vendor: string, customerId: string) {
  const { data = [] } = useQuery(credentialSetsQuery);
  return data.filter(
    (set) => set.vendor === vendor && (set.customerId === null || set.customerId === customerId),
  );
}

type TrialProps = Pick<CredentialStepProps, 'place' | 'certificate' | 'vendor' | 'send'>;

/** One full read with what stands in the form; remembers whether the box turned out to have nothing to read. */
function useTrial({ place, certificate, vendor, send }: TrialProps, setId: string, values: CredentialValues) {
  const [isUnreadable, setUnreadable] = useState(false);
  const isTyped = setId === TYPED;
  const trial = useSubmit({
    check: () => (isTyped ? emptyFields(vendor, values) : null),
    send: async () => {
      const access: Access = isTyped
        ? { credential: filledIn(values), credentialName: place.name }
        : { credentialSetId: setId };
      const { host, port, tls } = place;
      const answer = await tryAccess({
        vendor: vendor.id,
        host,
        port,
        tls,
        fingerprint: certificate.fingerprint,
        access,
      });
      setUnreadable(!answer.ok && answer.why === 'not-readable');
      const secret = vendor.credentialFields.findLast((field) => field.secret)?.name;
      if (!answer.ok)
        throw new Refused(tryRefusal(answer.why, answer.detail, isTyped ? secret : 'credentialSetId'));
      send({ type: 'tried', access, tried: answer });
    },
    refused: (error) =>
      error instanceof Refused ? error.faults : credentialFaults(formFaults(error, credentialLabels(vendor))),
  });
  return { trial, isUnreadable };
}

/** A credential, tried at once by one full read. */
export function CredentialStep({
  place,
  certificate,
  vendor,
  trust,
  proposed,
  send,
  onSaved,
}: CredentialStepProps) {
  const sets = useSets(vendor.id, place.customerId);
  const [chosen, setChosen] = useState<string | null>(null);
  const setId = chosen ?? sets.find((set) => set.id === proposed)?.id ?? TYPED;
  const [values, setValues] = useState<CredentialValues>({});
  const isTyped = setId === TYPED;

  const { trial, isUnreadable } = useTrial({ place, certificate, vendor, send }, setId, values);
  return (
    <>
      <Form
        {...trial}
        action="Sign in and read once"
        sending="Reading"
        foot="step-foot"
        after={
          <span className="dim" role="status">
            {trial.isSending ? <Waiting /> : 'Stored sealed; it can be replaced, never read.'}
          </span>
        }
      >
        {sets.length > 0 && (
          <SelectField
            label="Credential"
            fault={trial.faults.fields['credentialSetId']}
            value={setId}
            options={[
              { value: TYPED, label: 'Enter a new one' },
              ...sets.map((set) => ({ value: set.id, label: `${set.name}, used by ${set.deviceCount}` })),
            ]}
            onChange={setChosen}
          />
        )}
        {isTyped && (
          <CredentialFields
            vendor={vendor}
            values={values}
            faults={trial.faults.fields}
            onChange={setValues}
          />
        )}
      </Form>
      {isUnreadable && <ChecklistOffer {...{ place, vendor, certificate, trust, onSaved }} />}
    </>
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
