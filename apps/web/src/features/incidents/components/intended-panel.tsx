import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { mayEdit } from '../../../api/access.api.js';
import { undoIntended } from '../../../api/incidents.api.js';
import { keys } from '../../../api/keys.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { Clock } from '../../../ui/time.js';
import { toast } from '../../../ui/toast.js';
import { ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { lostHere } from '../model/intended.js';
import { IntendedDialog } from './intended.dialog.js';

const NAMED = 3;

function namesOf(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return names.slice(0, NAMED).join(', ') + more;
}

/** What was said to be no loss, and the way to say so; each word can be taken back once. */
export function IntendedPanel({ detail }: { detail: IncidentDetail }) {
  const me = useMe();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { incident, intended } = detail;
  const lost = incident.state === 'open' ? lostHere(detail) : [];
  const canSay = mayEdit(me) && lost.length > 0;
  if (intended.length === 0 && !canSay) return null;
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.incidents });
  const undo = async (id: string): Promise<void> => {
    try {
      await undoIntended(id);
      toast('Taken back: the former baseline holds again and is judged now.');
    } catch (error) {
      toast(error instanceof Error ? `Not taken back. ${error.message}` : 'Not taken back.', {
        isError: true,
      });
    }
    await refresh();
  };
  return (
    <Panel
      title="Intended"
      note="a service that is deliberately off is no loss"
      end={canSay && <Button onClick={() => setAsking(true)}>This is intended…</Button>}
    >
      {intended.length > 0 && (
        <ul className="identities">
          {intended.map((act) => (
            <ActLine key={act.id} act={act} onUndo={mayEdit(me) ? undo : null} />
          ))}
        </ul>
      )}
      {isAsking && (
        <IntendedDialog
          incidentId={incident.id}
          lost={lost}
          onClose={() => setAsking(false)}
          onStored={refresh}
        />
      )}
    </Panel>
  );
}

interface ActLineProps {
  act: IncidentDetail['intended'][number];
  onUndo: ((id: string) => Promise<void>) | null;
}

const ActLine = ({ act, onUndo }: ActLineProps) => (
  <li>
    <div className="who">
      <b>
        {SERVICE_WORDS[act.service].name} off{' '}
        {act.group === null
          ? `on ${namesOf(act.devices)}`
          : `for the group ${act.group}, ${counted(act.devices.length, 'firewall')}`}
      </b>
      <span className="dim">
        {act.by}, <Clock at={ms(act.at)} />
      </span>
      {act.undoneAt === null && onUndo && <Button onClick={() => void onUndo(act.id)}>Take back</Button>}
    </div>
    <p>{act.reason}</p>
    {act.undoneAt !== null && (
      <p className="dim">
        Taken back by {act.undoneBy}, <Clock at={ms(act.undoneAt)} />
      </p>
    )}
  </li>
);
