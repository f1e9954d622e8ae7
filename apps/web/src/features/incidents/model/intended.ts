import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';

export interface LostHere {
  readonly service: Service;
  readonly devices: readonly { readonly id: string; readonly name: string; readonly customerName: string }[];
  /** Groups that one of these firewalls is in: the word may be said for all of one. */
  readonly groups: readonly { readonly id: string; readonly name: string; readonly deviceCount: number }[];
}

/** Services that firewalls of the incident still miss, in the order of every screen, with those firewalls. */
export function lostHere({ customers }: IncidentDetail): LostHere[] {
  const members = customers.flatMap((customer) =>
    customer.members
      .filter((member) => member.leftAt === null)
      .map((member) => ({ ...member, customerName: customer.name })),
  );
  return SERVICES.flatMap((service) => {
    const losers = members.filter((member) => member.services.includes(service));
    const groups = [...new Map(losers.flatMap(({ group }) => (group ? [[group.id, group]] : []))).values()];
    const devices = losers.map((member) => ({
      id: member.deviceId,
      name: member.deviceName,
      customerName: member.customerName,
    }));
    return devices.length === 0 ? [] : [{ service, devices, groups }];
  });
}
