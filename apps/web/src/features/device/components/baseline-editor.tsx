import type { Baseline, Expectation } from '@firewatch/shared/domain/fact';
import { SERVICES, SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { ServiceDetail } from '@firewatch/shared/wire/devices';
import { VerdictBadge, lookOf } from '../../../ui/verdict-icon.js';

const CHOICES: readonly { readonly value: Expectation; readonly label: string; readonly title: string }[] = [
  { value: 'on', label: 'On', title: 'should protect; a loss alarms' },
  { value: 'off', label: 'Off', title: 'deliberately not used' },
  { value: 'never', label: 'Not bought', title: 'has no licence and should have none' },
];

interface BaselineEditorProps {
  baseline: Baseline;
  services: readonly ServiceDetail[];
  onChange: (baseline: Baseline) => void;
}

/** What each service should do, beside what it does. */
export function BaselineEditor({ baseline, services, onChange }: BaselineEditorProps) {
  const known = SERVICES.filter(
    (service) => service in baseline || services.some((one) => one.service === service),
  );
  return (
    <ul className="baseline">
      {known.map((service) => {
        const seen = services.find((one) => one.service === service);
        const { name } = SERVICE_WORDS[service];
        return (
          <li key={service}>
            <span className="baseline-name">
              <b>{name}</b>
              {seen && <VerdictBadge look={lookOf((seen.believed ?? seen.shown).verdict)} />}
            </span>
            <span className="seg" role="group" aria-label={name}>
              {CHOICES.map((choice) => (
                <button
                  key={choice.value}
                  type="button"
                  title={choice.title}
                  aria-pressed={baseline[service] === choice.value}
                  aria-current={baseline[service] === choice.value}
                  onClick={() => onChange({ ...baseline, [service]: choice.value })}
                >
                  {choice.label}
                </button>
              ))}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
