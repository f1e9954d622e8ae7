import type { WaitingDevice } from '@firewatch/shared/wire/estate';
import { useQueryClient } from '@tanstack/react-query';
import { approveWaiting, changeMany, dismissWaiting } from '../../api/estate.api.js';
import { keys } from '../../api/keys.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { toast } from '../../ui/toast.js';
import { counted } from '../../words/verdict-text.js';

/** What a person is about to do with which of them. */
export type Asked = {
  readonly what: 'approve' | 'dismiss' | 'checklist';
  readonly devices: readonly WaitingDevice[];
};

interface WaitingDialogProps {
  asked: Asked;
  onClose: () => void;
  onDone: () => void;
}

const NAMED = 8;

const VERB: Readonly<Record<Asked['what'], (size: string) => string>> = {
  approve: (size) => `Approve ${size}`,
  dismiss: (size) => `Take ${size} off the list`,
  checklist: (size) => `Watch ${size} as checklist only`,
};
const MEANS: Readonly<Record<Asked['what'], string>> = {
  approve:
    'From now on the credential is sent to whoever answers with exactly the certificates shown. Approve only what was checked or announced.',
  dismiss:
    'They are forgotten. A credential set that was only for them is destroyed. This cannot be undone; a file can be imported again.',
  checklist:
    'They have no API. Nobody signs in there, their services stay unknown, and only whether they are there is watched. Every owner is told.',
};

/** Says what the act means, names whom it is for, and asks why. */
export function WaitingDialog({ asked: { what, devices }, onClose, onDone }: WaitingDialogProps) {
  const client = useQueryClient();
  const size = counted(devices.length, 'firewall');
  const submit = async (reason: string): Promise<void> => {
    if (what === 'approve') {
      const items = devices.flatMap(({ id, certificate }) =>
        certificate ? [{ id, fingerprint: certificate.fingerprint }] : [],
      );
      const { approved, refused } = await approveWaiting(items, reason);
      const [first] = refused;
      const rest = first ? ` ${counted(refused.length, 'was', 'were')} not: ${first.name}. ${first.why}` : '';
      toast(`${counted(approved.length, 'firewall')} approved and read at once.${rest}`, {
        isError: refused.length > 0,
      });
    } else if (what === 'checklist') {
      const { changed } = await changeMany({
        deviceIds: devices.map((one) => one.id),
        readability: 'checklist',
        reason,
      });
      toast(`${counted(changed, 'firewall')} watched as checklist only.`);
    } else {
      const ids = devices.map((one) => one.id);
      const { changed } = await dismissWaiting(ids, reason);
      toast(`${counted(changed, 'firewall')} taken off the list.`);
    }
    void client.invalidateQueries({ queryKey: keys.topic('waiting') });
    void client.invalidateQueries({ queryKey: keys.devices });
    onDone();
  };
  const verb = VERB[what](size);
  return (
    <ReasonDialog
      title={verb}
      action={verb}
      danger={what === 'approve'}
      intro={
        <>
          <p>{MEANS[what]}</p>
          <ul className="ack-list">
            {devices.slice(0, NAMED).map((one) => (
              <li key={one.id}>
                <b>{one.name}</b> {one.host}
              </li>
            ))}
            {devices.length > NAMED && <li>and {devices.length - NAMED} more</li>}
          </ul>
        </>
      }
      onClose={onClose}
      onSubmit={submit}
    />
  );
}
