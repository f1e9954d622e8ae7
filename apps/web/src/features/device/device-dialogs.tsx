import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { keys } from '../../api/keys.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { toast } from '../../ui/toast.js';
import { acceptIdentity, removeDevice } from './api/device.api.js';
import { BaselineDialog } from './dialogs/baseline.dialog.js';
import { CredentialDialog } from './dialogs/credential.dialog.js';
import { ResyncCredentialDialog } from './dialogs/resync-credential.dialog.js';
import { EditDialog } from './dialogs/edit.dialog.js';
import { Fingerprint } from './components/fingerprint.js';

export type Asked =
  | { readonly what: 'edit' | 'remove' | 'credential' | 'resync-credential' | 'baseline' }
  | { readonly what: 'approve'; readonly fingerprint: string };

interface DeviceDialogsProps {
  asked: Asked;
  detail: DeviceDetail;
  onClose: () => void;
  /** Something was stored: look again. */
  onStored: () => void;
}

export function DeviceDialogs({ asked, detail, onClose, onStored }: DeviceDialogsProps) {
  const { name } = detail.row;
  const done = (text: string): void => {
    toast(text);
    onStored();
  };
  switch (asked.what) {
    case 'edit':
      return (
        <EditDialog detail={detail} onClose={onClose} onDone={(after) => done(`${after.row.name} saved.`)} />
      );
    case 'baseline':
      return (
        <BaselineDialog
          detail={detail}
          onClose={onClose}
          onDone={() => done(`Baseline of ${name} confirmed.`)}
        />
      );
    case 'credential':
      return <CredentialDialog detail={detail} onClose={onClose} onDone={done} />;
    case 'resync-credential':
      return <ResyncCredentialDialog detail={detail} onClose={onClose} onDone={done} />;
    case 'remove':
      return <RemoveDialog detail={detail} onClose={onClose} />;
    case 'approve':
      return (
        <ReasonDialog
          title={`Approve who answers as ${name}`}
          action="Approve identity"
          danger
          intro={
            <>
              <p>
                Our credential will be sent to whoever holds this certificate. Approve only what you know.
              </p>
              <Fingerprint value={asked.fingerprint} />
            </>
          }
          onClose={onClose}
          onSubmit={async (reason) => {
            await acceptIdentity(detail.row.id, asked.fingerprint, reason);
            done(`Identity of ${name} approved; it is read anew.`);
          }}
        />
      );
  }
}

function RemoveDialog({ detail, onClose }: { detail: DeviceDetail; onClose: () => void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { id, name } = detail.row;
  return (
    <ReasonDialog
      title={`Remove ${name}`}
      action={`Remove ${name}`}
      danger
      intro={
        <p>
          It is not read any more, nobody is told when it stops protecting, and a credential that is only its
          own is destroyed at once. Its history is hidden for 30 days, then deleted.{' '}
          <strong>This cannot be undone.</strong>
        </p>
      }
      onClose={onClose}
      onSubmit={async (reason) => {
        await removeDevice(id, reason);
        client.removeQueries({ queryKey: keys.device(id) });
        void client.invalidateQueries({ queryKey: keys.devices });
        toast(`${name} removed.`);
        await navigate('/', { replace: true });
      }}
    />
  );
}
