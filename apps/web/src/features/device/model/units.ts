import type { DeviceDetail } from '@firewatch/shared/wire/devices';

type Identity = DeviceDetail['identities'][number];

/** One box behind the address; a high-availability pair is two. */
export interface Unit {
  /** Null = approved by its certificate, and it has not answered yet. */
  readonly serial: string | null;
  readonly identities: readonly Identity[];
  readonly answersNow: boolean;
}

/** Units in the order they were approved; a partner that the box names and that was never approved comes last. */
export function unitsOf({
  identities,
  answeringSerial,
  member,
}: Pick<DeviceDetail, 'identities' | 'answeringSerial' | 'member'>): Unit[] {
  const serials = [...new Set(identities.map((one) => one.serial))];
  const known = serials.map((serial): Unit => ({
    serial: serial === '' ? null : serial,
    identities: identities.filter((one) => one.serial === serial),
    answersNow: serial !== '' && serial === answeringSerial,
  }));
  const partner = member?.peerSerial ?? null;
  const isNew = partner !== null && !serials.includes(partner);
  return isNew ? [...known, { serial: partner, identities: [], answersNow: false }] : known;
}
