import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import {
  approveRun,
  cancelRun,
  pauseRun,
  resumeRun,
  resyncKey,
  runKey,
  takeOverDevices,
} from '../../api/resync.api.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { toast } from '../../ui/toast.js';
import { counted } from '../../words/verdict-text.js';
import { RetryDialog } from './dialogs/retry.dialog.js';
import { StartDialog } from './dialogs/start.dialog.js';

type Asked =
  | { readonly what: 'start' | 'stop' | 'discard' }
  | { readonly what: 'retry'; readonly devices: readonly RunDeviceView[] };

export interface RunActing {
  readonly ask: (what: 'start' | 'stop' | 'discard') => void;
  readonly approve: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Within the cancel window, and of a scheduled run: at once, without a question. */
  readonly cancelNow: () => void;
  readonly retry: (devices: readonly RunDeviceView[]) => void;
  /** At once: nothing is sent by it, and as long as nothing is ticked it may be called again. */
  readonly takeOver: (device: RunDeviceView) => void;
  /** What is on its way to the server. */
  readonly busy: string | null;
  /** To draw once in the page. */
  readonly dialog: ReactNode;
}

const STOPPED_WORDS = 'Stopped from the run page';
const CANCELLED_WORDS = 'Cancelled before anything was sent';

/** What the server answered is shown at once; everything else about resync is asked for again. */
function useAnswered(): (detail: ResyncRunDetail, said: string) => void {
  const client = useQueryClient();
  return (detail, said) => {
    toast(said);
    client.setQueryData(runKey(detail.row.id), detail);
    void client.invalidateQueries({ queryKey: resyncKey });
  };
}

function useSend(): {
  busy: string | null;
  send: (what: string, run: () => Promise<ResyncRunDetail>, said: string) => void;
} {
  const answered = useAnswered();
  const [busy, setBusy] = useState<string | null>(null);
  const send = async (what: string, run: () => Promise<ResyncRunDetail>, said: string): Promise<void> => {
    setBusy(what);
    try {
      answered(await run(), said);
    } catch (error) {
      toast(error instanceof Error ? error.message : 'That was not done. Try again.', { isError: true });
    }
    setBusy(null);
  };
  return { busy, send: (what, run, said) => void send(what, run, said) };
}

/** Everything that can be pressed about a run. */
export function useRunActs(detail: ResyncRunDetail): RunActing {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { busy, send } = useSend();
  const { id, label } = detail.row;
  return {
    ask: (what) => setAsked({ what }),
    busy,
    approve: () => send('approve', () => approveRun(id, detail.hash), `${label} approved.`),
    pause: () => send('pause', () => pauseRun(id), `${label} pauses: nothing new begins.`),
    resume: () => send('resume', () => resumeRun(id), `${label} goes on.`),
    cancelNow: () => send('cancel', () => cancelRun(id, CANCELLED_WORDS), `${label} cancelled.`),
    retry: (devices) => setAsked({ what: 'retry', devices }),
    takeOver: ({ deviceId, name }) =>
      send('take-over', () => takeOverDevices(id, [deviceId]), `${name} is to do by hand.`),
    dialog: asked && <AskedDialog asked={asked} detail={detail} onClose={() => setAsked(null)} />,
  };
}

interface AskedDialogProps {
  asked: Asked;
  detail: ResyncRunDetail;
  onClose: () => void;
}

function AskedDialog({ asked, detail, onClose }: AskedDialogProps) {
  const answered = useAnswered();
  const { id, label } = detail.row;
  const done = (text: string, after: ResyncRunDetail): void => {
    onClose();
    answered(after, text);
  };
  const cancel = async (reason: string, said: string): Promise<void> =>
    done(said, await cancelRun(id, reason));
  switch (asked.what) {
    case 'start':
      return <StartDialog detail={detail} onClose={onClose} onDone={done} />;
    case 'retry':
      return <RetryDialog detail={detail} devices={asked.devices} onClose={onClose} onDone={done} />;
    case 'stop':
      return <StopDialog detail={detail} onClose={onClose} onSubmit={cancel} />;
    case 'discard':
      return (
        <ReasonDialog
          title={`Discard plan ${label}`}
          action="Discard the plan"
          intro={<p>Nothing was sent to any firewall. The plan stays in the list as cancelled.</p>}
          initial="Not needed"
          onClose={onClose}
          onSubmit={(reason) => cancel(reason, `${label} discarded.`)}
        />
      );
  }
}

interface StopDialogProps {
  detail: ResyncRunDetail;
  onClose: () => void;
  onSubmit: (reason: string, said: string) => Promise<void>;
}

/** The reason stands there already: two presses stop it. */
function StopDialog({ detail, onClose, onSubmit }: StopDialogProps) {
  const { working, waiting } = detail.row.counts;
  return (
    <ReasonDialog
      title={`Stop ${detail.row.label} now`}
      action="Stop now"
      danger
      initial={STOPPED_WORDS}
      intro={
        <p>
          {working === 0
            ? ''
            : `${counted(working, 'firewall')} at work will be read until it is known what came of it. `}
          {counted(waiting, 'firewall')} will be left untouched. A stopped run does not go on; a new plan
          takes the rest.
        </p>
      }
      onClose={onClose}
      onSubmit={(reason) => onSubmit(reason, `${detail.row.label} stops: nothing new begins.`)}
    />
  );
}
