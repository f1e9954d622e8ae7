import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { undoIntended } from '../../../api/incidents.api.js';
import { Button } from '../../../ui/button.js';
import { toast } from '../../../ui/toast.js';
import { auditKey } from '../api/account.api.js';

/** Takes a declared "intended" back from its line; the line stays, and the undo leaves one of its own. */
export function UndoAct({ actId }: { actId: string }) {
  const client = useQueryClient();
  const [isSending, setSending] = useState(false);
  const undo = async (): Promise<void> => {
    setSending(true);
    try {
      await undoIntended(actId);
      toast('Undone: the former baseline holds again and is judged now.');
    } catch (error) {
      toast(error instanceof Error ? `Not undone. ${error.message}` : 'Not undone.', { isError: true });
    }
    await client.invalidateQueries({ queryKey: auditKey });
    setSending(false);
  };
  return (
    <>
      {' '}
      <Button small busy={isSending && 'Undoing'} onClick={() => void undo()}>
        Undo
      </Button>
    </>
  );
}
