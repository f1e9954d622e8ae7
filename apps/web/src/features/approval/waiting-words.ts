import type { WaitingDevice } from '@firewatch/shared/wire/estate';
import { counted } from '../../words/verdict-text.js';

/** Its certificate was seen and can be approved as it is shown. */
export const isApprovable = (device: WaitingDevice): boolean =>
  device.state === 'seen' && device.certificate !== null;

/** It answers without an API: a person may call it unreadable for good. */
export const isUnreadable = (device: WaitingDevice): boolean => device.state === 'not-readable';

/** "Approve all 58 certificates": the act for every one that is shown. */
export const approveWords = (count: number): string =>
  `Approve ${count === 1 ? '' : 'all '}${counted(count, 'certificate')}`;

const inside = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

/** "60 firewalls wait, 58 certificates to approve" */
export function waitingHeadline(devices: readonly WaitingDevice[]): string {
  if (devices.length === 0) return 'No firewall waits for approval';
  const size = `${counted(devices.length, 'firewall')} ${devices.length === 1 ? 'waits' : 'wait'}`;
  const unseen = devices.filter((one) => one.state === 'unseen').length;
  if (unseen > 0) return `${size}, ${counted(unseen, 'certificate')} still being looked at`;
  const ready = devices.filter(isApprovable).length;
  const unreadable = devices.filter(isUnreadable).length;
  if (ready === 0 && unreadable > 0) return `${size}, ${unreadable} without an API`;
  return ready === 0
    ? `${size}, none with a certificate`
    : `${size}, ${counted(ready, 'certificate')} to approve`;
}

/** Why there is nothing to approve in this row; null = there is. */
export function waitingProblem(device: WaitingDevice): string | null {
  switch (device.state) {
    case 'seen':
      return null;
    case 'unseen':
      return 'Its certificate is being looked at.';
    case 'unreachable':
      return `Not reached: ${inside(device.detail)} It is tried again every 5 minutes.`;
    case 'not-readable':
      return 'Approved, and it answers without an API: it cannot be read. It can be watched as checklist only.';
    case 'same-serial':
      return device.sameSerialAs
        ? `Is ${device.sameSerialAs.name} under another address: same serial number. It is not read a second time.`
        : 'Has the serial number of a firewall that is watched already. It is not read a second time.';
  }
}
