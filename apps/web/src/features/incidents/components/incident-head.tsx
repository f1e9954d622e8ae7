import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { ackLabel, isWaiting } from '../../../acting/incident-order.js';
import { KIND_WORD } from '../../../acting/incident-table.js';
import { useAcknowledge } from '../../../acting/use-acknowledge.js';
import { mayAct } from '../../../api/access.api.js';
import { closeIncident } from '../../../api/incidents.api.js';
import { keys } from '../../../api/keys.js';
import { useMe } from '../../../session/me-context.js';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { useHotkeys } from '../../../ui/hotkeys.js';
import { ReasonDialog } from '../../../ui/reason-dialog.js';
import { Age, Clock } from '../../../ui/time.js';
import { toast } from '../../../ui/toast.js';
import { ms } from '../../../words/time-text.js';
import { asSentence } from '../../../words/verdict-text.js';

/** Kinds that a person may declare over; losses close only when verified back. */
const CLOSABLE: ReadonlySet<string> = new Set(['no-data', 'identity', 'credential']);

/** What it is, how large, since when, who has it, and the one thing to press. */
export function IncidentHead({ detail: { incident } }: { detail: IncidentDetail }) {
  const me = useMe();
  const client = useQueryClient();
  const ack = useAcknowledge();
  const [isClosing, setClosing] = useState(false);
  const canAct = mayAct(me) && incident.state === 'open';
  const acknowledge = (): void => ack.ask({ targets: [incident], withoutIncident: 0 });
  useHotkeys({ a: () => (canAct ? acknowledge() : undefined) });

  const close = async (reason: string): Promise<void> => {
    await closeIncident(incident.id, reason);
    setClosing(false);
    toast(`Closing ${incident.label}.`);
    await client.invalidateQueries({ queryKey: keys.incidents });
  };
  const waits = isWaiting(incident);
  const actions = canAct && (
    <>
      {CLOSABLE.has(incident.kind) && (
        <Button onClick={() => setClosing(true)}>Close {incident.label}</Button>
      )}
      <Button kind={waits ? 'primary' : 'plain'} hotkey="a" onClick={acknowledge}>
        {waits ? ackLabel(incident) : 'Acknowledge again'}
      </Button>
    </>
  );
  return (
    <>
      <Crumb incident={incident} />
      <div className="head">
        <div>
          <h1>{incident.headline}</h1>
          <p>
            <strong>{asSentence(incident.subline)}</strong> {asSentence(incident.likely)}
          </p>
        </div>
        <div className="actions desk">{actions}</div>
      </div>
      {actions && <div className="thumb thumb-fixed phone-only">{actions}</div>}
      {ack.dialog}
      {isClosing && (
        <ReasonDialog
          title={`Close ${incident.label}`}
          action={`Close ${incident.label}`}
          intro={<p>It is refused while a firewall under it is still affected.</p>}
          onClose={() => setClosing(false)}
          onSubmit={close}
        />
      )}
    </>
  );
}

function Crumb({ incident }: Pick<IncidentDetail, 'incident'>) {
  const { ack } = incident;
  return (
    <div className="crumb">
      <Link to="/incidents">Incidents</Link>
      <span>{incident.label}</span>
      <Tag>{KIND_WORD[incident.kind]}</Tag>
      {incident.absorbedBy && (
        <Tag>
          part of <Link to={`/incidents/${incident.absorbedBy.id}`}>{incident.absorbedBy.label}</Link>
        </Tag>
      )}
      {incident.closedAt !== null && (
        <Tag icon="check">
          closed <Clock at={ms(incident.closedAt)} />
          {incident.closedWhy !== null && `, ${incident.closedWhy}`}
        </Tag>
      )}
      {ack && (
        <span className="ack-said">
          <Tag icon="acked">
            {ack.by}, <Age at={ms(ack.at)} suffix=" ago" />
          </Tag>
          <span className="dim">
            “{ack.reason}”
            {ack.until !== null && (
              <>
                {' '}
                until <Clock at={ms(ack.until)} seconds={false} />
              </>
            )}
          </span>
        </span>
      )}
      <MaintenanceTag maintenance={incident.maintenance} />
      {ack && ack.newSince > 0 && <Tag tone="new">{ack.newSince} new since</Tag>}
      {!ack && incident.state === 'open' && <Tag>nobody yet</Tag>}
    </div>
  );
}

/** Why nobody was told, or was told late. */
function MaintenanceTag({ maintenance }: Pick<IncidentDetail['incident'], 'maintenance'>) {
  if (maintenance === null) return null;
  if (maintenance.until !== null) {
    return (
      <Tag icon="clock">
        notices withheld until <Clock at={ms(maintenance.until)} seconds={false} />
      </Tag>
    );
  }
  return maintenance.isOpenedInside ? <Tag icon="clock">opened in maintenance</Tag> : null;
}
