import type { Baseline } from '@firewatch/shared/domain/fact';
import { isBad } from '@firewatch/shared/domain/verdict-words';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { counted } from '../../../words/verdict-text.js';
import { formFaults, type FormFaults } from '../../../words/form-faults.js';
import { createDevice } from '../api/enrol.api.js';
import { BaselineEditor } from '../../../baseline/baseline-editor.js';
import { baselineWords } from '../../../baseline/baseline-words.js';
import { ServiceTable } from '../components/service-table.js';
import { UnsentEvents } from '../components/unsent-events.js';
import {
  isOtherBox,
  storedPlace,
  type Access,
  type EnrolEvent,
  type EnrolState,
  type Place,
  type Tried,
} from './enrol-state.js';
import { Form, useSubmit } from '../../../ui/form.js';

const tookText = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

const LABELS = {
  name: 'Name',
  customerId: 'Customer',
  siteId: 'Site',
  groupId: 'Group',
  controller: 'Management server',
  serial: 'Serial',
  host: 'Address',
};

interface ReadingStepProps {
  state: EnrolState;
  tried: Tried;
  access: Access;
  send: (event: EnrolEvent) => void;
  onSaved: (deviceId: string, name: string) => void;
}

/** What the first reading showed, and what of it is meant to be so. */
export function ReadingStep({ state, tried, access, send, onSaved }: ReadingStepProps) {
  const { place, certificate, trust, baseline } = state;
  const expected = Object.values(baseline).filter((one) => one === 'on').length;
  const saving = useSubmit({
    check: () => null,
    send: async () => {
      if (!place || !certificate) return;
      const { fingerprint } = certificate;
      const { serial } = tried;
      const made = await createDevice({
        ...storedPlace(place),
        trust,
        fingerprint,
        serial,
        access,
        baseline,
      });
      onSaved(made.row.id, made.row.name);
    },
    refused: (error) => gathered(formFaults(error, LABELS)),
  });
  const obstacle = obstacleOf(place, tried);
  return (
    <>
      <Facts tried={tried} />
      <ServiceTable services={tried.services} note="as read just now" isFirst />
      {tried.events && <UnsentEvents missing={tried.events.missing} />}
      <BaselineChoice
        baseline={baseline}
        services={tried.services}
        onChange={(next) => send({ type: 'baseline', baseline: next })}
      />
      {obstacle ?? (
        <Form {...saving} action={`Confirm ${counted(expected, 'service')} and watch it`} foot="step-foot">
          {null}
        </Form>
      )}
    </>
  );
}

/** Why it cannot be watched as it is; null = nothing is in the way. */
function obstacleOf(place: Place | null, { serial, sameSerialAs }: Tried): ReactNode {
  if (sameSerialAs) {
    return (
      <p className="form-fault" role="alert">
        <Link to={`/devices/${sameSerialAs.id}`}>{sameSerialAs.name}</Link> has this serial already: one
        firewall is watched once.
      </p>
    );
  }
  if (!place || !isOtherBox(place, serial)) return null;
  return (
    <p className="form-fault" role="alert">
      Serial number: {place.serial} was expected, {serial} answers at {place.host}. Change the address, or
      leave the serial number empty to take what answers.
    </p>
  );
}

function Facts({ tried }: { tried: Tried }) {
  const bad = tried.services.filter(({ shown }) => isBad(shown.verdict)).length;
  return (
    <>
      <p className="step-lead">
        <strong>
          {tried.model}, serial <span className="mono">{tried.serial}</span>, firmware {tried.firmware}
        </strong>
        , read in full in {tookText(tried.tookMs)}.{' '}
        {bad > 0 && (
          <b className="v-exposed">
            {counted(bad, 'service')} {bad === 1 ? 'does' : 'do'} not protect now.
          </b>
        )}
      </p>
      {!tried.sessionBound && (
        <p className="dim">
          Its session is not bound to a token. Switch the bearer check on at the box when you can.
        </p>
      )}
    </>
  );
}

interface BaselineChoiceProps {
  baseline: Baseline;
  services: Tried['services'];
  onChange: (baseline: Baseline) => void;
}

/** The proposal as a sentence; each service one press away. */
function BaselineChoice({ baseline, services, onChange }: BaselineChoiceProps) {
  const [isEditing, setEditing] = useState(false);
  return (
    <>
      <h3 className="step-h3">What it should run</h3>
      <p>
        {baselineWords(baseline)} <span className="dim">What is On and stops protecting alarms.</span>{' '}
        <button
          type="button"
          className="link"
          aria-expanded={isEditing}
          onClick={() => setEditing(!isEditing)}
        >
          {isEditing ? 'Done' : 'Change'}
        </button>
      </p>
      {isEditing && <BaselineEditor baseline={baseline} services={services} onChange={onChange} />}
    </>
  );
}

/** Every field of this form lies in an earlier step, so all is said here. */
const gathered = (faults: FormFaults): FormFaults => ({
  fields: {},
  rest: [...Object.values(faults.fields), faults.rest ?? ''].filter((text) => text !== '').join(' '),
});
