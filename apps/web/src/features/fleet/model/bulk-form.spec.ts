import { describe, expect, it } from 'vitest';
import { bulkChangeOf, bulkFaults, EMPTY_BULK, NO_GROUP } from './bulk-form.js';

describe('one change on many firewalls', () => {
  it('sends only what was filled in', () => {
    expect(bulkChangeOf({ ...EMPTY_BULK, addTags: ' vip , night,VIP ' })).toEqual({
      addTags: ['night', 'vip'],
      removeTags: [],
    });
    expect(bulkChangeOf({ ...EMPTY_BULK, group: NO_GROUP, interval: '30' })).toEqual({
      addTags: [],
      removeTags: [],
      groupId: null,
      intervalSeconds: 30,
    });
  });
  it('refuses an empty change, a wrong interval and a tag that is too long', () => {
    expect(bulkFaults(EMPTY_BULK)?.fields).toHaveProperty('addTags');
    expect(bulkFaults({ ...EMPTY_BULK, interval: '14' })?.fields).toHaveProperty('intervalSeconds');
    expect(bulkFaults({ ...EMPTY_BULK, addTags: 'x'.repeat(41) })?.fields).toHaveProperty('addTags');
    expect(bulkFaults({ ...EMPTY_BULK, interval: '15' })).toBeNull();
  });
});
