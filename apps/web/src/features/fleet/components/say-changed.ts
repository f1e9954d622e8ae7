import type { BulkAnswer } from '@firewatch/shared/wire/estate';
import { toast } from '../../../ui/toast.js';
import { counted } from '../../../words/verdict-text.js';

/** What came of an act on many: how many it changed, and the first of those it left alone with its reason. */
export function sayChanged(answer: BulkAnswer): void {
  const [first] = answer.refused;
  const rest = first ? ` ${answer.refused.length} left alone: ${first.name}. ${first.why}` : '';
  toast(`${counted(answer.changed, 'firewall')} changed.${rest}`, { isError: first !== undefined });
}
