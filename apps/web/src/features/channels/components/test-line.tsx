import { useNow } from '../../../ui/clock.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { localTime } from '../../../words/time-text.js';
import { deliverySentence, STATE_LOOK } from '../model/delivery-text.js';
import type { TestState } from '../use-test.js';

/** How the test stands, in one sentence; nothing before there was one. */
export function TestLine({ test }: { test: TestState }) {
  const now = useNow();
  if (test.phase === 'idle') return null;
  if (test.phase === 'refused') {
    return (
      <p className="test-line v-exposed" role="alert">
        Test not sent. {test.why}
      </p>
    );
  }
  if (test.phase === 'asking' || test.delivery === null) {
    return (
      <p className="test-line dim">
        <LookShape look="unknown" /> Test on its way.
      </p>
    );
  }
  const look = STATE_LOOK[test.delivery.state];
  return (
    <p className={`test-line v-${look}`}>
      <LookShape look={look} /> <b>{test.delivery.state === 'delivered' ? 'Test delivered.' : 'Test.'}</b>{' '}
      {deliverySentence(test.delivery, now, localTime)}
      {test.delivery.state === 'delivered' && ` Look into the mailbox of ${test.delivery.destination}.`}
    </p>
  );
}
