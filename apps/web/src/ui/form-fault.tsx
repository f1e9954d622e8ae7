import { useEffect, useRef } from 'react';
import type { FormFaults } from '../words/form-faults.js';

/** At the end of a form: what belongs to no field of it. Takes the person to the first field that was refused. */
export function FormFault({ faults }: { faults: FormFaults }) {
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (Object.keys(faults.fields).length === 0) return;
    const wrong = here.current?.closest('form')?.querySelector('[aria-invalid="true"]');
    if (wrong instanceof HTMLElement) wrong.focus();
  }, [faults]);
  return (
    <div ref={here}>
      {faults.rest !== null && (
        <p className="form-fault" role="alert">
          {faults.rest}
        </p>
      )}
    </div>
  );
}
