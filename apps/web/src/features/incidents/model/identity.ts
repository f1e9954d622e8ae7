import type { IncidentDetail } from '@firewatch/shared/wire/incidents';

export interface IdentityCase {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly customerName: string;
  readonly accepted: readonly { readonly serial: string; readonly fingerprint: string }[];
  readonly metSerial: string | null;
  readonly metFingerprint: string | null;
  /** What an approval names: the certificate seen, or the known one where only the serial differs. */
  readonly fingerprint: string | null;
}

/** Devices that answered with another certificate or serial and still do. */
export function identityCases({ customers }: IncidentDetail): IdentityCase[] {
  return customers.flatMap((customer) =>
    customer.members.flatMap((member) => {
      if (!member.identity || member.leftAt !== null) return [];
      const { accepted, metSerial, metFingerprint } = member.identity;
      return [
        {
          deviceId: member.deviceId,
          deviceName: member.deviceName,
          customerName: customer.name,
          accepted,
          metSerial,
          metFingerprint,
          fingerprint: metFingerprint ?? accepted[0]?.fingerprint ?? null,
        },
      ];
    }),
  );
}
