import type { newDevice } from '@firewatch/shared/wire/device-edit';
import type { z } from 'zod';
import { missing, type FormFaults } from '../../../words/form-faults.js';

export interface ByHandForm {
  readonly customer: string;
  readonly name: string;
  /** '' = not chosen yet */
  readonly productLine: string;
  readonly serial: string;
  readonly lastKnown: string;
}

export const EMPTY_BY_HAND: ByHandForm = {
  customer: '',
  name: '',
  productLine: '',
  serial: '',
  lastKnown: '',
};

/** Sentences at what is missing; null = may be sent. */
export const byHandFaults = (form: ByHandForm): FormFaults | null =>
  missing({
    name: form.name.trim() === '' && 'Write a name for it, such as HDG-MAIL-01.',
    productLine: form.productLine === '' && 'Choose its product line: nothing here can ask it.',
  });

/** A firewall without address, certificate or credential; what is empty is not sent. */
export const byHandBody = (form: ByHandForm, vendor: string): z.input<typeof newDevice> => ({
  customerId: form.customer,
  name: form.name.trim(),
  vendor,
  readability: 'checklist',
  productLine: form.productLine,
  ...(form.serial.trim() === '' ? {} : { serial: form.serial.trim() }),
  ...(form.lastKnown.trim() === '' ? {} : { lastKnown: form.lastKnown.trim() }),
});
