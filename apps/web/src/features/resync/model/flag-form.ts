import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { reason as reasonSchema } from '@firewatch/shared/wire/primitives';
import type { newDoNotTouch } from '@firewatch/shared/wire/resync';
import type { z } from 'zod';

type NewFlag = z.input<typeof newDoNotTouch>;
export type FlagKind = NewFlag['target']['kind'];

export interface FlagForm {
  readonly kind: FlagKind;
  /** Of a device: its name, or its name and customer as the list offers them. Else model, firmware or vendor. */
  readonly what: string;
  readonly until: string;
  readonly reason: string;
}

export const emptyFlag = (until: string): FlagForm => ({ kind: 'device', what: '', until, reason: '' });

export interface Offer {
  readonly label: string;
  readonly target: NewFlag['target'];
}

/** What can be flagged of a kind, by the words a person chooses it by. */
export function offersOf(rows: readonly DeviceRow[], kind: FlagKind): readonly Offer[] {
  const found = new Map<string, Offer>();
  for (const row of rows) {
    const offer = offerOf(row, kind);
    if (offer) found.set(offer.label, offer);
  }
  return [...found.values()].sort((a, b) => a.label.localeCompare(b.label));
}

function offerOf(row: DeviceRow, kind: FlagKind): Offer | null {
  const { vendor, model, firmware } = row;
  switch (kind) {
    case 'device':
      return { label: `${row.name}, ${row.customerName}`, target: { kind, deviceId: row.id } };
    case 'model':
      return model === null ? null : { label: model, target: { kind, vendor, model } };
    case 'firmware':
      return firmware === null ? null : { label: firmware, target: { kind, vendor, firmware } };
    case 'vendor':
      return { label: vendor, target: { kind, vendor } };
  }
}

/** The one offer a text means: its label, or a device's bare name where only one has it. */
export function chosenOf(offers: readonly Offer[], text: string): Offer | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return null;
  const exact = offers.find((offer) => offer.label.toLowerCase() === wanted);
  if (exact) return exact;
  const named = offers.filter((offer) => offer.label.toLowerCase().startsWith(`${wanted}, `));
  return named.length === 1 ? (named[0] ?? null) : null;
}

export const flagFaults = (form: FlagForm, offers: readonly Offer[], now: number) => {
  const until = Date.parse(form.until);
  return {
    target: chosenOf(offers, form.what) === null && 'None of them is called so; choose one of the list.',
    until: Number.isNaN(until)
      ? 'Until is missing; a day and a time are accepted.'
      : until <= now && 'Until is past; a later time is accepted.',
    reason:
      !reasonSchema.safeParse(form.reason).success &&
      'Write 3 to 500 characters, so that the next person knows why.',
  };
};
