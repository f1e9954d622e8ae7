import type { DoNotTouch } from '@firewatch/shared/wire/resync';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { mayEdit } from '../../../api/access.api.js';
import { doNotTouchQuery, endDoNotTouch, resyncKey } from '../../../api/resync.api.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { Empty, Failed, Loading } from '../../../ui/states.js';
import { Clock } from '../../../ui/time.js';
import { toast } from '../../../ui/toast.js';
import { ms } from '../../../words/time-text.js';
import { DoNotTouchDialog } from '../dialogs/do-not-touch.dialog.js';

const KIND_WORD: Readonly<Record<DoNotTouch['target']['kind'], string>> = {
  device: 'firewall',
  model: 'every one of this model',
  firmware: 'every one with this firmware',
  vendor: 'every one of this vendor',
};

/** What no run may touch, each with an owner and an end. */
export function DoNotTouchPanel() {
  const flags = useQuery(doNotTouchQuery);
  const me = useMe();
  const client = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const refresh = (text: string): void => {
    toast(text);
    void client.invalidateQueries({ queryKey: resyncKey });
  };
  const end = async (flag: DoNotTouch): Promise<void> => {
    try {
      await endDoNotTouch(flag.id);
      refresh(`${flag.words} may be touched again.`);
    } catch (error) {
      toast(error instanceof Error ? `Not ended. ${error.message}` : 'Not ended.', { isError: true });
    }
  };
  return (
    <Panel
      title="Do not touch"
      end={
        mayEdit(me) && (
          <Button small onClick={() => setAdding(true)}>
            Add…
          </Button>
        )
      }
    >
      {flags.isPending && <Loading what="the flags" rows={2} />}
      {flags.isError && (
        <Failed
          what="Could not load the flags"
          error={flags.error}
          still="Those that were set still hold."
          onRetry={() => void flags.refetch()}
        />
      )}
      {flags.data?.length === 0 && <Empty>No firewall is flagged: every one may be in a plan.</Empty>}
      {flags.data && flags.data.length > 0 && (
        <ul className="flags" aria-label="Do not touch">
          {flags.data.map((flag) => (
            <FlagLine key={flag.id} flag={flag} onEnd={() => void end(flag)} />
          ))}
        </ul>
      )}
      {isAdding && (
        <DoNotTouchDialog
          onClose={() => setAdding(false)}
          onDone={(text) => {
            setAdding(false);
            refresh(text);
          }}
        />
      )}
    </Panel>
  );
}

const FlagLine = ({ flag, onEnd }: { flag: DoNotTouch; onEnd: () => void }) => (
  <li>
    <div>
      <p>
        <b>{flag.words}</b> <span className="dim">{KIND_WORD[flag.target.kind]}</span>
      </p>
      <p className="dim wrap">
        “{flag.reason}” {flag.owner}, until <Clock at={ms(flag.until)} seconds={false} />
      </p>
    </div>
    {flag.mayChange && (
      <Button small aria-label={`End the flag on ${flag.words}`} onClick={onEnd}>
        End
      </Button>
    )}
  </li>
);
