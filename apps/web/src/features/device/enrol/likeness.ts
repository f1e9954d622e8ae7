import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import type { Trust } from '../model/trust-words.js';

/** What a new firewall takes over from one that is watched: all but who it is and where it stands. */
export interface Likeness {
  /** The other one's name, for the headline. */
  readonly of: string;
  readonly customerId: string;
  readonly siteId: string | null;
  readonly vendor: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly trust: Trust;
  /** Null = the other one is never signed in to. */
  readonly credentialSetId: string | null;
  readonly tags: readonly string[];
  readonly groupId: string | null;
  readonly intervalSeconds: number;
  /** Management server it hangs on; null = none. */
  readonly controller: string | null;
}

/** Name, address, certificate, serial and baseline are its own and are not taken over. */
export const likenessOf = ({
  row,
  port,
  tls,
  trust,
  credentialSet,
  intervalSeconds,
  controller = null,
}: DeviceDetail): Likeness => ({
  of: row.name,
  customerId: row.customerId,
  siteId: row.siteId,
  vendor: row.vendor,
  port,
  tls,
  trust,
  credentialSetId: credentialSet?.id ?? null,
  tags: row.tags,
  groupId: row.group?.id ?? null,
  intervalSeconds,
  controller,
});
