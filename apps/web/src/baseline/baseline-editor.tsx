import type { Baseline, Expectation } from '@firewatch/shared/domain/fact';
import { SERVICES, SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import type { ServiceDetail } from '@firewatch/shared/wire/devices';
import { VerdictBadge, lookOf } from '../ui/verdict-icon.js';
import './baseline.css';

const CHOICES: readonly { readonly value: Expectation; readonly label: string; readonly title: string }[] = [
  { value: 'on', label: 'On', title: 'should protect; a loss alarms' },
  { value: 'off', label: 'Off', title: 'deliberately not used' },
  { value: 'never', label: 'Not bought', title: 'has no licence and should have none' },
];
const LABELS: Readonly<Record<Expectation, string>> = { on: 'On', off: 'Off', never: 'Not bought' };

/** Saying nothing of a service: what holds then. */
interface Unsaid {
  readonly label: string;
  readonly title: string;
}

/** At a device whose group says something of the service. */
export function asGroup(groupBaseline: Baseline): (service: Service) => Unsaid | null {
  return (service) => {
    const said = groupBaseline[service];
    return said === undefined ? null : { label: `As group: ${LABELS[said]}`, title: 'follows its group' };
  };
}

interface BaselineEditorProps {
  baseline: Baseline;
  /** What each does now; a group has none. */
  services?: readonly ServiceDetail[];
  /** Listed although nothing is said of them. */
  offered?: readonly Service[];
  /** Offers to say nothing of a service; null = something has to be said. */
  unsaid?: (service: Service) => Unsaid | null;
  onChange: (baseline: Baseline) => void;
}

/** What each service should do, beside what it does. */
export function BaselineEditor({
  baseline,
  services = [],
  offered = [],
  unsaid = () => null,
  onChange,
}: BaselineEditorProps) {
  const known = SERVICES.filter(
    (service) =>
      service in baseline || offered.includes(service) || services.some((one) => one.service === service),
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
              <UnsaidChoice
                unsaid={unsaid(service)}
                isChosen={baseline[service] === undefined}
                onChoose={() => {
                  const { [service]: _said, ...rest } = baseline;
                  onChange(rest);
                }}
              />
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

interface UnsaidChoiceProps {
  unsaid: Unsaid | null;
  isChosen: boolean;
  onChoose: () => void;
}

function UnsaidChoice({ unsaid, isChosen, onChoose }: UnsaidChoiceProps) {
  if (unsaid === null) return null;
  return (
    <button
      type="button"
      title={unsaid.title}
      aria-pressed={isChosen}
      aria-current={isChosen}
      onClick={onChoose}
    >
      {unsaid.label}
    </button>
  );
}
