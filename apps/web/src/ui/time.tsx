import { ageText, localTime, spanText, utcText } from '../words/time-text.js';
import { useNow } from './clock.js';

interface AtProps {
  at: number;
  className?: string;
}

/** "26 min"; hover says when, local and UTC. `lateAfterMs` turns it to the weakened colour. */
export function Age({
  at,
  lateAfterMs,
  long = false,
  suffix = '',
  className = '',
}: AtProps & { lateAfterMs?: number; long?: boolean; suffix?: string }) {
  const age = useNow() - at;
  const late = lateAfterMs !== undefined && age > lateAfterMs ? ' age-late' : '';
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={`${localTime.clock(at)} local, ${utcText(at)}`}
      className={`${className}${late}`}
    >
      {long ? spanText(age) : ageText(age)}
      {suffix}
    </time>
  );
}

/** "02:04:11" today, "Mon 21:40" within a week, "14 Mar 2009" before; hover says UTC and the age. */
export function Clock({ at, seconds = true, className = '' }: AtProps & { seconds?: boolean }) {
  const now = useNow();
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={`${utcText(at)}, ${ageText(Math.abs(now - at))} ${at > now ? 'ahead' : 'ago'}`}
      className={className}
    >
      {localTime.since(at, now, seconds)}
    </time>
  );
}
