import { describe, expect, it } from 'vitest';
import { EVENT_CATALOGUE, meaningOf } from './event-catalogue.js';

describe('the event catalogue', () => {
  it('names every event once, in one line of text', () => {
    expect(new Set(EVENT_CATALOGUE.map(({ id }) => id)).size).toBe(EVENT_CATALOGUE.length);
    for (const { text } of EVENT_CATALOGUE) expect(text).toMatch(/^[^\n]{5,80}$/);
  });

  it.each([614, 796, 810, 1381, 1195, 1086])('reads at once after %i, a service that ended', (id) => {
    expect(meaningOf(id, 'anything')).toMatchObject({ action: 'now', wantsFullRead: false });
  });

  it('reads in full at once when the configuration change names a security service, else notes it', () => {
    const change = 'Configuration succeeded: Intrusion Prevention enable: false';
    expect(meaningOf(1382, change)).toMatchObject({ action: 'now', wantsFullRead: true });
    expect(meaningOf(1382, 'Configuration succeeded: hostname')).toMatchObject({
      action: 'note',
      wantsFullRead: false,
    });
  });

  it('acts on a content filter alert only where it speaks of a licence', () => {
    expect(meaningOf(1461, 'CFS Alert: the subscription has ended')?.action).toBe('due');
    expect(meaningOf(1461, 'CFS Alert: site blocked')?.action).toBe('note');
  });

  it('knows the two critical wordings under any id', () => {
    const wordings = [
      'Registration Update Needed, Please restore your existing security service subscriptions',
      'Failed to synchronize license information with Licensing Server',
    ];
    for (const words of wordings) {
      expect(meaningOf(9999, words)?.action).toBe('now');
      expect(meaningOf(29, words)?.action).toBe('now');
    }
  });

  it('says nothing of an event it does not know', () => {
    expect(meaningOf(537, 'Connection Closed')).toBeUndefined();
  });
});
