import { useQueryClient } from '@tanstack/react-query';
import { credentialSetsKey } from '../../api/credentials.api.js';
import { toast } from '../../ui/toast.js';

export const NAME_MISSING = 'Write a name, such as Fleet reader: import files use it.';

/** Says it, closes, and has every list of sets read anew. */
export function useDone(onClose: () => void): (text: string) => void {
  const client = useQueryClient();
  return (text) => {
    toast(text);
    void client.invalidateQueries({ queryKey: credentialSetsKey });
    onClose();
  };
}
