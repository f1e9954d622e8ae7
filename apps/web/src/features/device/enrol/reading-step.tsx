import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../../ui/button.js';
import { counted } from '../../../words/verdict-text.js';
import { formFaults, type FormFaults } from '../../../words/form-faults.js';
import { createDevice } from '../api/enrol.api.js';
import { BaselineEditor } from '../components/baseline-editor.js';
import { ServiceTable } from '../components/service-table.js';
import type { Access, EnrolEvent, EnrolState, Tried } from './enrol-state.js';
import { FormFault } from '../../../ui/form-fault.js';

const LABELS = { name: 'Name', customerId: 'Customer', siteId: 'Site', serial: 'Serial', host: 'Address' };

interface ReadingStepProps {
  state: EnrolState;
  tried: Tried;
  access: Access;
  send: (event: EnrolEvent) => void;
  onSaved: (deviceId: string, name: string) => void;
}

/** What the first reading showed, and what of it is meant to be so. */
export function ReadingStep({ state, tried, access, send, onSaved }: ReadingStepProps) {
  const { place, certificate, baseline, faults } = state;
  const [isSaving, setSaving] = useState(false);
  const expected = Object.values(baseline).filter((one) => one === 'on').length;
  const bad = tried.services.filter(
    ({ shown }) => shown.verdict === 'exposed' || shown.verdict === 'blocking',
  ).length;

  const save = async (): Promise<void> => {
    if (!place || !certificate) return;
    setSaving(true);
    const { customerId, siteId, name, vendor, host, port, tls } = place;
    const { fingerprint } = certificate;
    try {
      const made = await createDevice({
        ...{ customerId, siteId, name, vendor, host, port, tls, fingerprint, access, baseline },
        serial: tried.serial,
      });
      onSaved(made.row.id, made.row.name);
    } catch (error) {
      send({ type: 'refused', faults: gathered(formFaults(error, LABELS)) });
      setSaving(false);
    }
  };
  return (
    <>
      <p className="step-lead">
        <strong>
          {tried.model}, serial <span className="mono">{tried.serial}</span>, firmware {tried.firmware}
        </strong>
        , read in full in {(tried.tookMs / 1_000).toFixed(1)} s.{' '}
        {bad > 0 && <b className="v-exposed">{counted(bad, 'service')} do not protect now.</b>}
      </p>
      {!tried.sessionBound && (
        <p className="dim">
          Its session is not bound to a token. Switch the bearer check on at the box when you can.
        </p>
      )}
      {tried.sameSerialAs && (
        <p className="form-fault" role="alert">
          <Link to={`/devices/${tried.sameSerialAs.id}`}>{tried.sameSerialAs.name}</Link> has this serial
          already: it is watched.
        </p>
      )}
      <ServiceTable services={tried.services} note="as read just now" />
      <h3 className="step-h3">What it should run</h3>
      <p className="dim">
        Proposed from this reading. What is On and stops protecting alarms; change what is not meant so.
      </p>
      <BaselineEditor
        baseline={baseline}
        services={tried.services}
        onChange={(next) => send({ type: 'baseline', baseline: next })}
      />
      <FormFault text={faults.rest} />
      <div className="step-foot">
        <Button
          kind="primary"
          autoFocus
          busy={isSaving && 'Storing'}
          disabled={tried.sameSerialAs !== null}
          onClick={() => void save()}
        >
          Confirm {counted(expected, 'service')} and watch it
        </Button>
        {tried.sameSerialAs !== null && <span className="dim">Held: one firewall is watched once.</span>}
      </div>
    </>
  );
}

/** Every field of this form lies in an earlier step, so all is said here. */
const gathered = (faults: FormFaults): FormFaults => ({
  fields: {},
  rest: [...Object.values(faults.fields), faults.rest ?? ''].filter((text) => text !== '').join(' '),
});
