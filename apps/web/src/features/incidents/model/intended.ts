import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';

export interface LostHere {
  readonly service: Service;
  readonly devices: readonly { readonly id: string; readonly name: string; readonly customerName: string }[];
}

/** Services that firewalls of the incident still miss, in the order of every screen, with those firewalls. */
export function lostHere({ customers }: IncidentDetail): LostHere[] {
  const members = customers.flatMap((customer) =>
    customer.members
      .filter((member) => member.leftAt === null)
      .map((member) => ({ ...member, customerName: customer.name })),
  );
  return SERVICES.flatMap((service) => {
    const devices = members
      .filter((member) => member.services.includes(service))
      .map((member) => ({
        id: member.deviceId,
        name: member.deviceName,
        customerName: member.customerName,
      }));
    return devices.length === 0 ? [] : [{ service, devices }];
  });
}
