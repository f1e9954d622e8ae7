import { missing, type FormFaults } from '../../../words/form-faults.js';
import { tagsFault, tagsOf } from '../../../words/tag-text.js';

/** Values of the group choice that are no group. */
export const KEEP = 'keep';
export const NO_GROUP = 'none';

/** What stands in the fields, as text. */
export interface BulkForm {
  readonly addTags: string;
  readonly removeTags: string;
  readonly group: string;
  readonly interval: string;
}
export const EMPTY_BULK: BulkForm = { addTags: '', removeTags: '', group: KEEP, interval: '' };

export function bulkFaults(form: BulkForm): FormFaults | null {
  const seconds = form.interval.trim();
  const isInterval =
    seconds === '' || (/^\d+$/.test(seconds) && Number(seconds) >= 15 && Number(seconds) <= 3_600);
  const isNothing =
    tagsOf(form.addTags).length === 0 &&
    tagsOf(form.removeTags).length === 0 &&
    form.group === KEEP &&
    seconds === '';
  return missing({
    addTags: tagsFault('Add tags', form.addTags) || (isNothing && 'Fill in at least one field.'),
    removeTags: tagsFault('Take tags away', form.removeTags),
    intervalSeconds: !isInterval && 'Interval is not a whole number of seconds from 15 to 3600.',
  });
}

/** Only what is to change. */
export function bulkChangeOf(form: BulkForm): {
  readonly addTags: string[];
  readonly removeTags: string[];
  readonly groupId?: string | null;
  readonly intervalSeconds?: number;
} {
  const seconds = form.interval.trim();
  return {
    addTags: tagsOf(form.addTags),
    removeTags: tagsOf(form.removeTags),
    ...(form.group !== KEEP && { groupId: form.group === NO_GROUP ? null : form.group }),
    ...(seconds !== '' && { intervalSeconds: Number(seconds) }),
  };
}
