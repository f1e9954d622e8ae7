import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { acknowledge, unacknowledge } from '../api/incidents.api.js';
import { keys } from '../api/keys.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { toast } from '../ui/toast.js';
import { counted, listed } from '../words/verdict-text.js';

export interface AckTarget {
  readonly id: string;
  readonly label: string;
  readonly headline: string;
}

interface Asking {
  readonly targets: readonly AckTarget[];
  /** Selected firewalls without an incident: there is nothing to acknowledge about them. */
  readonly withoutIncident: number;
}

interface Acknowledging {
  /** Opens the dialog for these incidents. */
  readonly ask: (asking: Asking) => void;
  /** To draw once in the page. */
  readonly dialog: ReactNode;
}

const whyFailed = (result: PromiseRejectedResult): string =>
  result.reason instanceof Error ? result.reason.message : 'no reason given';

/** Acknowledges one or many incidents with one reason; says which ones did not take it. */
export function useAcknowledge(onDone: () => void = () => undefined): Acknowledging {
  const client = useQueryClient();
  const [asking, setAsking] = useState<Asking | null>(null);

  const refresh = (): void => void client.invalidateQueries({ queryKey: keys.incidents });
  const undo = (targets: readonly AckTarget[]): void => {
    Promise.all(targets.map((target) => unacknowledge(target.id))).then(
      () => {
        refresh();
        toast(`${listed(targets.map((target) => target.label))} waits for someone again.`);
      },
      (error: unknown) =>
        toast(error instanceof Error ? `Not taken back. ${error.message}` : 'Not taken back.', {
          isError: true,
        }),
    );
  };
  const submit = async (
    targets: readonly AckTarget[],
    reason: string,
    until: number | null,
  ): Promise<void> => {
    const results = await Promise.allSettled(targets.map((target) => acknowledge(target.id, reason, until)));
    refresh();
    const failed = targets.flatMap((target, index) => {
      const result = results[index];
      return result?.status === 'rejected' ? [`${target.label}: ${whyFailed(result)}`] : [];
    });
    if (failed.length > 0) throw new Error(`Not acknowledged: ${failed.join(' ')}`);
    setAsking(null);
    onDone();
    toast(`Acknowledged ${listed(targets.map((target) => target.label))}.`, { undo: () => undo(targets) });
  };

  const dialog =
    asking === null ? null : (
      <ReasonDialog
        title={`Acknowledge ${counted(asking.targets.length, 'incident')}`}
        action={`Acknowledge ${listed(asking.targets.slice(0, 3).map((target) => target.label))}${asking.targets.length > 3 ? ` and ${asking.targets.length - 3} more` : ''}`}
        intro={<AckIntro {...asking} />}
        withEnd
        onClose={() => setAsking(null)}
        onSubmit={(reason, until) => submit(asking.targets, reason, until)}
      />
    );
  return { ask: setAsking, dialog };
}

const SHOWN = 5;

function AckIntro({ targets, withoutIncident }: Asking) {
  return (
    <>
      <ul className="ack-list">
        {targets.slice(0, SHOWN).map((target) => (
          <li key={target.id}>
            <b>{target.label}</b> {target.headline}
          </li>
        ))}
        {targets.length > SHOWN && <li>and {targets.length - SHOWN} more</li>}
      </ul>
      <p>
        It tells the others that you are on it. It solves nothing and stays on the list.
        {withoutIncident > 0 &&
          ` ${counted(withoutIncident, 'selected firewall')} without an incident stay as they are.`}
      </p>
    </>
  );
}
