import type { DeviceDetail, DeviceRow } from '@firewatch/shared/wire/devices';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { Glyph } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { Clock } from '../../../ui/time.js';
import { ageText, ms } from '../../../words/time-text.js';
import { clockWords } from '../model/clock-words.js';
import { counted } from '../../../words/verdict-text.js';
import { vendorsQuery } from '../../../api/credentials.api.js';
import { TRUST_STATES } from '../model/trust-words.js';
import { BaselineLine } from './baseline-line.js';
import { Units } from './units.js';
import { UnsentEvents } from './unsent-events.js';

interface SideProps {
  detail: DeviceDetail;
  row: DeviceRow;
  mayEdit: boolean;
}

export function FirewallPanel({ detail, row, mayEdit, onBaseline }: SideProps & { onBaseline: () => void }) {
  const { uptimeSeconds } = detail;
  const clock = clockWords(detail.clockOffsetMs);
  const vendors = useQuery(vendorsQuery);
  const info = vendors.data?.find((one) => one.id === row.vendor);
  const vendor = info?.name ?? row.vendor;
  const productLine = info?.productLines?.find((one) => one.id === detail.productLine)?.name;
  return (
    <Panel title="Firewall">
      <dl className="kv">
        <dt>Model</dt>
        <dd>{row.model === null ? `${vendor}, model not read yet` : `${vendor} ${row.model}`}</dd>
        <dt>Serial</dt>
        <dd className={row.serial === null ? 'dim' : 'mono'}>{row.serial ?? 'not read yet'}</dd>
        <dt>Firmware</dt>
        <dd>
          {row.firmware ?? <span className="dim">not read yet</span>}
          {uptimeSeconds !== null && `, up ${ageText(uptimeSeconds * 1_000)}`}
        </dd>
        <dt>Address</dt>
        {detail.host === '' ? (
          <dd className="dim">none: kept by a person’s word</dd>
        ) : (
          <dd className="mono">
            {detail.host.includes(':') ? `[${detail.host}]` : detail.host}:{detail.port}
          </dd>
        )}
        <Said detail={detail} productLine={productLine} />
        <dt>Reachable</dt>
        <dd>
          <Reachable detail={detail} row={row} />
        </dd>
        <dt>Read</dt>
        <dd>
          every {detail.intervalSeconds} s{clock !== '' && <span className="dim">, {clock}</span>}
        </dd>
        <BaselineLine detail={detail} onEdit={mayEdit ? onBaseline : null} />
      </dl>
      <BoxNotes detail={detail} />
    </Panel>
  );
}

/** What a person said of it, where the box itself does not. */
function Said({ detail, productLine }: Pick<SideProps, 'detail'> & { productLine: string | undefined }) {
  const { controller = null, lastKnown = null } = detail;
  return (
    <>
      {productLine !== undefined && (
        <>
          <dt>Product line</dt>
          <dd>{productLine}</dd>
        </>
      )}
      {controller !== null && (
        <>
          <dt>Hangs on</dt>
          <dd>{controller}</dd>
        </>
      )}
      {lastKnown !== null && (
        <>
          <dt>Last known</dt>
          <dd>
            “{lastKnown.text}” <Clock at={ms(lastKnown.at)} seconds={false} />
          </dd>
        </>
      )}
    </>
  );
}

/** What this box is not able or not set to tell. */
function BoxNotes({ detail }: Pick<SideProps, 'detail'>) {
  return (
    <>
      {detail.readability === 'checklist' && (
        <p className="panel-note">
          This firewall cannot be read, so its services stay unknown: only whether it answers is watched.
        </p>
      )}
      {detail.events !== null && <UnsentEvents missing={detail.events.missing} />}
    </>
  );
}

function Reachable({ detail, row }: { detail: DeviceDetail; row: DeviceRow }) {
  const took = detail.readMs === null ? '' : `, ${Math.round(detail.readMs)} ms`;
  if (row.contact === 'never') return <span className="dim">not tried yet</span>;
  if (row.contact === 'reachable') {
    return (
      <span className="ok">
        <Glyph name="check" />
        {` yes${took}`}
      </span>
    );
  }
  return <b className="v-unknown">no{row.why === '' ? '' : `, ${row.why}`}</b>;
}

const SET_STATE = { untried: 'not tried yet', works: 'works', failed: 'refused' } as const;

function CredentialLine({ set }: { set: NonNullable<DeviceDetail['credentialSet']> }) {
  const tone = set.state === 'failed' ? 'v-unknown' : set.state === 'works' ? 'ok' : 'dim';
  return (
    <>
      {set.name}, <span className={tone}>{SET_STATE[set.state]}</span>
      {set.deviceCount > 1 && <span className="dim">, for {counted(set.deviceCount, 'firewall')}</span>}
    </>
  );
}

interface TrustPanelProps extends SideProps {
  onCredential: () => void;
  onResyncCredential: () => void;
}

export function TrustPanel({ detail, row, mayEdit, onCredential, onResyncCredential }: TrustPanelProps) {
  const { credentialSet } = detail;
  return (
    <Panel title="Trust">
      <dl className="kv">
        <dt>Certificate</dt>
        <dd>
          {row.contact === 'identity-mismatch' ? (
            <b className="v-unknown">another identity answers</b>
          ) : (
            <span className="ok">
              <Glyph name="check" /> {TRUST_STATES[detail.trust]}
            </span>
          )}
        </dd>
        <Units detail={detail} />
        {detail.tls === 'legacy' && (
          <>
            <dt>Connection</dt>
            <dd className="v-weakened">legacy TLS, chosen for an old box: a weakness</dd>
          </>
        )}
        <dt>Credential</dt>
        <dd>
          {credentialSet === null ? 'none: it is never signed in to' : <CredentialLine set={credentialSet} />}
          {mayEdit && credentialSet !== null && (
            <>
              {' '}
              <Link className="link" to="/credentials">
                All sets
              </Link>
            </>
          )}
        </dd>
        {credentialSet !== null && (
          <>
            <dt>Resync</dt>
            <dd>{detail.resyncCredentialSet?.name ?? <span className="dim">none: no run calls it</span>}</dd>
          </>
        )}
        <SessionLine detail={detail} />
      </dl>
      {mayEdit && credentialSet !== null && (
        <div className="panel-foot">
          <Button small onClick={onCredential}>
            Replace credential
          </Button>
          <Button small onClick={onResyncCredential}>
            Resync credential…
          </Button>
        </div>
      )}
    </Panel>
  );
}

function SessionLine({ detail }: Pick<SideProps, 'detail'>) {
  if (detail.sessionBound !== false) return null;
  return (
    <>
      <dt>Session</dt>
      <dd>
        <b>not bound to a token</b>: whoever shares our address could use it. Switch the bearer check on at
        the box.
      </dd>
    </>
  );
}

export function IncidentsPanel({ detail }: Pick<SideProps, 'detail'>) {
  const now = useNow();
  return (
    <Panel title="Incidents" className="hist">
      {detail.incidents.length === 0 ? (
        <p className="pad dim">None so far.</p>
      ) : (
        <ul>
          {detail.incidents.map((incident) => (
            <li key={incident.id}>
              <Clock at={ms(incident.openedAt)} seconds={false} />
              <span>
                <Link to={`/incidents/${incident.id}`}>
                  <b>{incident.label}</b> {incident.headline}
                </Link>
                <span className="dim">
                  {incident.closedAt === null
                    ? `, open ${ageText(now - ms(incident.openedAt))}`
                    : `, ${ageText(ms(incident.closedAt) - ms(incident.openedAt))}`}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
