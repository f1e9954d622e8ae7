import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { Glyph } from '../../../ui/glyph.js';
import { Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';
import { unitsOf, type Unit } from '../model/units.js';
import { shortFingerprint } from './fingerprint.js';

/** The boxes that may answer here: one, or both of a pair with the one that answers now. */
export function Units({ detail }: { detail: DeviceDetail }) {
  const units = unitsOf(detail);
  if (units.length < 2)
    return units.flatMap((unit) =>
      unit.identities.map((identity) => <IdentityLine key={identity.fingerprint} identity={identity} />),
    );
  return (
    <>
      {units.map((unit, index) => (
        <UnitLines
          key={unit.serial ?? 'unknown'}
          unit={unit}
          label={index === 0 ? 'Pair' : ''}
          isReachable={detail.row.contact === 'reachable'}
        />
      ))}
      <dt>Failover</dt>
      <dd>
        {detail.failedOverAt === null ? (
          <span className="dim">none seen</span>
        ) : (
          <>
            last <Clock at={ms(detail.failedOverAt)} />
          </>
        )}
      </dd>
    </>
  );
}

interface UnitProps {
  unit: Unit;
  /** Else the unit that answered last is only the one that did so. */
  isReachable: boolean;
}

function UnitLines({ unit, label, isReachable }: UnitProps & { label: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span className={unit.serial === null ? 'dim' : 'mono'}>{unit.serial ?? 'serial not read yet'}</span>{' '}
        <UnitState unit={unit} isReachable={isReachable} />
      </dd>
      {unit.identities.map((identity) => (
        <IdentityLine key={identity.fingerprint} identity={identity} />
      ))}
    </>
  );
}

function UnitState({ unit, isReachable }: UnitProps) {
  if (unit.answersNow && !isReachable) return <b>answered last</b>;
  if (unit.answersNow) {
    return (
      <span className="ok">
        <Glyph name="check" /> answers now
      </span>
    );
  }
  return (
    <span className="dim">
      {unit.identities.length === 0
        ? 'named by its partner, not approved: it is not read until it is'
        : 'stands by'}
    </span>
  );
}

function IdentityLine({ identity }: { identity: DeviceDetail['identities'][number] }) {
  return (
    <>
      <dt />
      <dd>
        <span className="mono dim" title={identity.fingerprint}>
          SHA-256 {shortFingerprint(identity.fingerprint)}
        </span>
        <br />
        <span className="faint">
          <Clock at={ms(identity.acceptedAt)} seconds={false} />
          {identity.acceptedBy !== null && `, ${identity.acceptedBy}`}: {identity.reason}
        </span>
      </dd>
    </>
  );
}
