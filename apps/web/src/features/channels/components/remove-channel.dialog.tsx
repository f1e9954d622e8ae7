import type { Channel } from '@firewatch/shared/wire/channels';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { FormFault } from '../../../ui/form-fault.js';
import { destinationText } from '../model/channel-words.js';

interface RemoveChannelDialogProps {
  channel: Channel;
  onClose: () => void;
  onRemove: () => Promise<void>;
}

export function RemoveChannelDialog({ channel, onClose, onRemove }: RemoveChannelDialogProps) {
  const [fault, setFault] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const remove = async (): Promise<void> => {
    setSending(true);
    try {
      await onRemove();
    } catch (error) {
      setFault(error instanceof Error ? error.message : 'It was not removed. Try again.');
      setSending(false);
    }
  };
  return (
    <Dialog title={`Remove ${channel.name}`} onClose={onClose}>
      <p className="intro">
        {destinationText(channel)} will get no further incidents through it. What it was told already is still
        sent; the log stays.
      </p>
      <FormFault faults={{ fields: {}, rest: fault }} />
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger-filled" busy={isSending && 'Removing'} onClick={() => void remove()}>
          Remove {channel.name}
        </Button>
      </div>
    </Dialog>
  );
}
