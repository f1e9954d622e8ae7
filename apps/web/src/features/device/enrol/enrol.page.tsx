import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useRef, type ReactNode } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { mayEdit } from '../../../api/access.api.js';
import { keys } from '../../../api/keys.js';
import { senderQuery, unknownQuery } from '../../../api/push.api.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Glyph } from '../../../ui/glyph.js';
import { Empty, Failed, Loading } from '../../../ui/states.js';
import { toast } from '../../../ui/toast.js';
import { counted } from '../../../words/verdict-text.js';
import { vendorsQuery } from '../../../api/credentials.api.js';
import { deviceQuery } from '../api/device.api.js';
import { customersQuery } from '../api/enrol.api.js';
import { shortFingerprint } from '../components/fingerprint.js';
import { ByHand } from './by-hand.js';
import { CertificateStep } from './certificate-step.js';
import { CredentialStep } from './credential-step.js';
import { enrol, START, STEPS, type EnrolState, type Step } from './enrol-state.js';
import { likenessOf } from './likeness.js';
import type { Beginning } from './place-form.js';
import { PlaceStep } from './place-step.js';
import { ReadingStep } from './reading-step.js';
import '../../../styles/forms.css';
import '../device.css';
import './enrol.css';

interface EnrolPageProps {
  /** Where to go with the new firewall's id. */
  doneTo: (deviceId: string) => string;
  title?: string;
}

/** Add one firewall: where, certificate approved, credential tried, first reading, baseline confirmed. */
export function EnrolPage(props: EnrolPageProps) {
  if (mayEdit(useMe())) return <Enrolment {...props} />;
  return (
    <Empty
      action={
        <Link className="btn" to="/">
          Open the fleet
        </Link>
      }
    >
      Your account may look but not add firewalls. Ask an owner.
    </Empty>
  );
}

/** What the form needs before it can be drawn; the firewall to be like, or the sender to enrol, is named in the address. */
function useBeginning() {
  const vendors = useQuery(vendorsQuery);
  const customers = useQuery(customersQuery);
  const [params] = useSearchParams();
  const likeId = params.get('like') ?? '';
  // Read once: what somebody types must not be overwritten by a later reading.
  const other = useQuery({ ...deviceQuery(likeId), enabled: likeId !== '', refetchInterval: false });
  const senderId = params.get('sender') ?? '';
  const sender = useQuery({ ...senderQuery(senderId), enabled: senderId !== '' });
  return {
    vendors: vendors.data ?? [],
    customers: customers.data,
    like: other.data ? likenessOf(other.data) : null,
    sender: sender.data ?? null,
    basis: `${likeId} ${senderId}`,
    error: vendors.error ?? customers.error ?? other.error ?? sender.error,
    isPending: vendors.isPending || customers.isPending || other.isLoading || sender.isLoading,
    retry: (): void => {
      for (const one of [vendors, customers, other, sender]) if (one.isError) void one.refetch();
    },
  };
}

function Enrolment({ doneTo, title = 'Add a firewall' }: EnrolPageProps) {
  const { vendors, customers, like, sender, basis, error, isPending, retry } = useBeginning();
  const [first, ...others] = vendors;
  const headline = like ? `Add a firewall like ${like.of}` : title;
  return (
    <div className="enrol">
      <title>{`${headline}, Firewatch`}</title>
      <div className="head">
        <div>
          <h1>{headline}</h1>
          <p>
            About two minutes: its address, its certificate, a credential, one reading. Nothing is stored
            before the last step, except a new customer or site.
          </p>
          {sender === null && <UnknownSenders />}
        </div>
      </div>
      {error && <Failed what="Could not load what this form needs" error={error} onRetry={retry} />}
      {isPending && <Loading what="vendors and customers" rows={4} />}
      {first && customers && !isPending && error === null && (
        // Another firewall to be like, another sender: another form.
        <Flow key={basis} vendors={[first, ...others]} {...{ customers, doneTo, like, sender }} />
      )}
    </div>
  );
}

/** Boxes that already send their log lines here: the quickest way to what is missing. */
function UnknownSenders() {
  const me = useMe();
  const seesAll = me.role === 'owner' || me.role === 'engineer';
  const { data } = useQuery({ ...unknownQuery('no'), enabled: seesAll, retry: false });
  if (!data || data.length === 0) return null;
  return (
    <p>
      <Link className="link" to="/devices/unknown-senders">
        {counted(data.length, 'firewall sends', 'firewalls send')} log lines here and{' '}
        {data.length === 1 ? 'is' : 'are'} not enrolled
      </Link>
    </p>
  );
}

type PlaceProps = Parameters<typeof PlaceStep>[0];
type FlowProps = Pick<EnrolPageProps, 'doneTo'> &
  Pick<PlaceProps, 'vendors' | 'customers'> &
  Pick<Beginning, 'like' | 'sender'>;

function Flow({ vendors, customers, like, sender, doneTo }: FlowProps) {
  const me = useMe();
  const [state, send] = useReducer(enrol, START);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { place, certificate, access, tried, step } = state;
  const vendor = vendors.find((one) => one.id === place?.vendor) ?? vendors[0];
  const back = (to: Step) => () => send({ type: 'back', to });

  const onSaved = (id: string, name: string): void => {
    void client.invalidateQueries({ queryKey: keys.devices });
    toast(`${name} is watched from now on.`);
    void navigate(doneTo(id), { replace: true });
  };

  const bodies: Readonly<Record<Step, ReactNode>> = {
    place: (
      <PlaceStep
        {...{ customers, vendors, send }}
        beginning={{ place, like, sender }}
        mayCreateCustomers={me.role === 'owner'}
      />
    ),
    certificate: certificate && place && (
      <CertificateStep
        certificate={certificate}
        address={`${place.host}:${place.port}`}
        proposed={like?.trust ?? 'pin'}
        mayTrustAuthority={certificate.chainTrusted && place.tls === 'modern'}
        onApprove={(trust) => send({ type: 'approved', trust })}
        onBack={back('place')}
      />
    ),
    credential: certificate && place && (
      <CredentialStep
        {...{ place, certificate, vendor, send, onSaved }}
        trust={state.trust}
        proposed={like?.credentialSetId ?? null}
      />
    ),
    reading: tried && access && <ReadingStep {...{ state, tried, access, send }} onSaved={onSaved} />,
  };
  return (
    <>
      <ol className="steps">
        {STEPS.map((one) => (
          <StepFrame key={one} step={one} state={state} onChange={back(one)}>
            {one === step && bodies[one]}
          </StepFrame>
        ))}
      </ol>
      {step === 'place' && <ByHand {...{ customers, vendors, onSaved }} />}
    </>
  );
}

const TITLES: Readonly<Record<Step, string>> = {
  place: 'Which firewall',
  certificate: 'Its certificate',
  credential: 'A credential',
  reading: 'The first reading',
};

function summary(step: Step, state: EnrolState): string {
  const { place, certificate, access } = state;
  if (step === 'place' && place) {
    return `${place.name} at ${place.customerName}${place.siteName === null ? '' : `, ${place.siteName}`}, ${place.host}:${place.port}`;
  }
  if (step === 'certificate' && certificate)
    return `approved, SHA-256 ${shortFingerprint(certificate.fingerprint)}`;
  if (step === 'credential' && access)
    return 'credentialSetId' in access ? 'works, from a stored set' : 'works';
  return '';
}

interface StepFrameProps {
  step: Step;
  state: EnrolState;
  onChange: () => void;
  children: ReactNode;
}

/** One step: a line when it is done or to come, open while it is the current one. */
function StepFrame({ step, state, onChange, children }: StepFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isCurrent = state.step === step;
  const isDone = STEPS.indexOf(step) < STEPS.indexOf(state.step);
  const wasCurrent = useRef(isCurrent);
  useEffect(() => {
    if (isCurrent && !wasCurrent.current) {
      heading.current?.focus({ preventScroll: true });
      heading.current?.scrollIntoView({ block: 'nearest' });
    }
    wasCurrent.current = isCurrent;
  }, [isCurrent]);
  const number = STEPS.indexOf(step) + 1;
  return (
    <li
      className={`panel step${isCurrent ? ' is-current' : ''}${isDone ? ' is-done' : ''}`}
      aria-current={isCurrent ? 'step' : undefined}
    >
      <header>
        <span className="step-no" aria-hidden="true">
          {isDone ? <Glyph name="check" /> : number}
        </span>
        <h2 ref={heading} tabIndex={-1}>
          {TITLES[step]}
          <span className="hidden-visually">
            , step {number} of {STEPS.length}
            {isDone ? ', done' : ''}
          </span>
        </h2>
        {isDone && (
          <>
            <span className="dim wrap">{summary(step, state)}</span>
            <span className="end">
              <Button small onClick={onChange} aria-label={`Change: ${TITLES[step].toLowerCase()}`}>
                Change
              </Button>
            </span>
          </>
        )}
      </header>
      {isCurrent && <div className="step-body">{children}</div>}
    </li>
  );
}
