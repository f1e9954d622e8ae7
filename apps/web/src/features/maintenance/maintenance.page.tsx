import type { MaintenanceWindow } from '@firewatch/shared/wire/maintenance';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { mayAct } from '../../api/access.api.js';
import { endWindow, maintenanceKey, moveWindow, windowsQuery } from '../../api/maintenance.api.js';
import { useMe } from '../../session/me-context.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { ms } from '../../words/time-text.js';
import { WindowCard, type WindowAct } from './components/window-card.js';
import { WindowDialog } from './components/window-form-dialog.js';
import '../../styles/forms.css';
import './maintenance.css';

type Asked = { readonly what: 'new' } | { readonly what: WindowAct; readonly window: MaintenanceWindow };

const HOUR_MS = 3_600_000;
const SECTIONS = [
  { state: 'running', title: 'Silent now', none: 'Nothing is silent: every alarm goes out.' },
  { state: 'coming', title: 'Coming', none: 'Nothing is planned.' },
  { state: 'over', title: 'Past', none: 'None yet.' },
] as const;

export function MaintenancePage() {
  const me = useMe();
  const client = useQueryClient();
  const windows = useQuery(windowsQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const running = windows.data?.filter((one) => one.state === 'running').length ?? 0;
  const done = (text: string): void => {
    setAsked(null);
    toast(text);
    void client.invalidateQueries({ queryKey: maintenanceKey });
  };
  return (
    <>
      <title>Maintenance, Firewatch</title>
      <div className="head">
        <div>
          <h1>
            {running === 0
              ? 'No maintenance now'
              : `${running} maintenance window${running === 1 ? '' : 's'} running`}
          </h1>
          <p>
            A window withholds notices and records everything; at its end, what is still bad is told at once.
          </p>
        </div>
        {mayAct(me) && (
          <div className="actions">
            <Button kind="primary" onClick={() => setAsked({ what: 'new' })}>
              New window
            </Button>
          </div>
        )}
      </div>
      <AllWindows onAct={(window, what) => setAsked({ what, window })} />
      {asked?.what === 'new' && (
        <WindowDialog onClose={() => setAsked(null)} onMade={(window) => done(`Made: ${window.words}.`)} />
      )}
      {asked !== null && asked.what !== 'new' && (
        <ActDialog asked={asked} onClose={() => setAsked(null)} onDone={done} />
      )}
    </>
  );
}

function AllWindows({ onAct }: Pick<WindowsProps, 'onAct'>) {
  const windows = useQuery(windowsQuery);
  if (windows.isError) {
    return (
      <Failed
        what="Could not load the maintenance windows"
        error={windows.error}
        still="Those that were made still hold."
        onRetry={() => void windows.refetch()}
      />
    );
  }
  if (!windows.data) return <Loading what="the maintenance windows" rows={4} />;
  return SECTIONS.map(({ state, title, none }) => (
    <Panel key={state} title={title}>
      <Windows windows={windows.data.filter((one) => one.state === state)} none={none} onAct={onAct} />
    </Panel>
  ));
}

interface WindowsProps {
  windows: readonly MaintenanceWindow[];
  none: string;
  onAct: (window: MaintenanceWindow, act: WindowAct) => void;
}

function Windows({ windows, none, onAct }: WindowsProps) {
  if (windows.length === 0) return <Empty>{none}</Empty>;
  return (
    <ul className="windows">
      {windows.map((window) => (
        <WindowCard key={window.id} window={window} onAct={(act) => onAct(window, act)} />
      ))}
    </ul>
  );
}

interface ActDialogProps {
  asked: Exclude<Asked, { what: 'new' }>;
  onClose: () => void;
  onDone: (text: string) => void;
}

const WORDS = {
  end: { title: 'End it now', action: 'End it now', said: 'Ended. What is still bad is being told.' },
  extend: { title: 'Extend by one hour', action: 'Extend by 1 hour', said: 'Extended by an hour.' },
  cancel: {
    title: 'Cancel this window',
    action: 'Cancel the window',
    said: 'Cancelled. Alarms go out as ever.',
  },
} as const;

function ActDialog({ asked, onClose, onDone }: ActDialogProps) {
  const { window, what } = asked;
  const words = WORDS[what];
  const send = async (reason: string): Promise<void> => {
    if (what === 'extend') await moveWindow(window.id, ms(window.to ?? '') + HOUR_MS, reason);
    else await endWindow(window.id, { reason, all: what === 'cancel' });
    onDone(words.said);
  };
  return (
    <ReasonDialog
      title={words.title}
      action={words.action}
      intro={<p>{window.words}</p>}
      danger={what === 'cancel'}
      onClose={onClose}
      onSubmit={send}
    />
  );
}
