import { TextField } from '../../../ui/field.js';
import type { FormFaults } from '../../../words/form-faults.js';
import { withBegin, type WindowForm } from '../model/window-form.js';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

interface WhenFieldsProps {
  form: WindowForm;
  set: (change: Partial<WindowForm>) => void;
  fault: FormFaults['fields'];
  mayRepeat: boolean;
}

export function WhenFields({ form, set, fault, mayRepeat }: WhenFieldsProps) {
  return (
    <>
      {mayRepeat && (
        <div className="field">
          <span className="seg" role="group" aria-label="How often">
            {[false, true].map((repeats) => (
              <button
                key={String(repeats)}
                type="button"
                aria-pressed={form.repeats === repeats}
                aria-current={form.repeats === repeats}
                onClick={() => set({ repeats })}
              >
                {repeats ? 'Every week' : 'Once'}
              </button>
            ))}
          </span>
        </div>
      )}
      {form.repeats ? <Weekly {...{ form, set, fault }} /> : <Once {...{ form, set, fault }} />}
    </>
  );
}

type PartProps = Omit<WhenFieldsProps, 'mayRepeat'>;

const Once = ({ form, set, fault }: PartProps) => (
  <div className="pair">
    <TextField
      label="Begins"
      hint="Empty = now."
      type="datetime-local"
      fault={fault['when.from']}
      value={form.from}
      onChange={(event) => set(withBegin(form, event.target.value))}
    />
    <TextField
      label="Ends"
      hint="By the clock of this browser."
      type="datetime-local"
      fault={fault['when.to']}
      value={form.to}
      onChange={(event) => set({ to: event.target.value })}
    />
  </div>
);

const Weekly = ({ form, set, fault }: PartProps) => (
  <>
    <fieldset className="field days-field">
      <legend className="label">Begins on</legend>
      <span className="days">
        {DAYS.map((day, index) => {
          const number = index + 1;
          const isOn = form.weekdays.includes(number);
          return (
            <button
              key={day}
              type="button"
              className="btn small"
              aria-pressed={isOn}
              onClick={() =>
                set({
                  weekdays: isOn
                    ? form.weekdays.filter((one) => one !== number)
                    : [...form.weekdays, number].sort((a, b) => a - b),
                })
              }
            >
              {day}
            </button>
          );
        })}
      </span>
      {fault['when.weekdays'] !== undefined && (
        <span className="fault" role="alert">
          {fault['when.weekdays']}
        </span>
      )}
    </fieldset>
    <div className="pair">
      <TextField
        label="From"
        type="time"
        fault={fault['when.start']}
        value={form.start}
        onChange={(event) => set({ start: event.target.value })}
      />
      <TextField
        label="To"
        hint="Not after From = the next day."
        type="time"
        fault={fault['when.end']}
        value={form.end}
        onChange={(event) => set({ end: event.target.value })}
      />
    </div>
    <TextField
      label="By the clocks of"
      hint="A time zone, so that summer time keeps the hour."
      spellCheck={false}
      fault={fault['when.zone']}
      value={form.zone}
      onChange={(event) => set({ zone: event.target.value })}
    />
  </>
);
