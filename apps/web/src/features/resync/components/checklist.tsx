import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { runKey, tickStep } from '../../../api/resync.api.js';
import { Glyph } from '../../../ui/glyph.js';
import { TextArea } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Clock } from '../../../ui/time.js';
import { toast } from '../../../ui/toast.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { ms } from '../../../words/time-text.js';
import { procedureOf } from '../model/run-words.js';
import { ProcedureSteps } from './procedure-steps.js';

interface ChecklistProps {
  detail: ResyncRunDetail;
  device: RunDeviceView;
  mayTick: boolean;
}

/** Steps that a person does at this firewall; each is ticked with what they saw. */
export function Checklist({ detail, device, mayTick }: ChecklistProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const procedure = procedureOf(detail, device.procedureId);
  if (!procedure) return <p className="row-detail dim">Its procedure is not known any more.</p>;
  const ticks = new Map(
    detail.ticks.filter((tick) => tick.deviceId === device.deviceId).map((tick) => [tick.stepId, tick]),
  );
  const next = procedure.steps.find((step) => !ticks.has(step.id))?.id ?? null;
  const current = chosen !== null && !ticks.has(chosen) ? chosen : next;
  return (
    <div className="row-detail">
      <p>{procedure.expects}</p>
      <ProcedureSteps
        steps={procedure.steps}
        isDone={(step) => ticks.has(step.id)}
        below={(step) => {
          const tick = ticks.get(step.id);
          if (tick) return <Ticked tick={tick} />;
          if (!mayTick) return null;
          if (step.id !== current) {
            return (
              <button type="button" className="link" onClick={() => setChosen(step.id)}>
                Tick this one
              </button>
            );
          }
          return (
            <TickForm
              key={step.id}
              runId={detail.row.id}
              deviceId={device.deviceId}
              stepId={step.id}
              number={procedure.steps.indexOf(step) + 1}
            />
          );
        }}
      />
    </div>
  );
}

function Ticked({ tick }: { tick: ResyncRunDetail['ticks'][number] }) {
  return (
    <div className="ticked">
      <p>
        <Glyph name="check" /> <Clock at={ms(tick.at)} /> {tick.by}
      </p>
      <pre className="mono wrap">{tick.evidence}</pre>
    </div>
  );
}

interface TickFormProps {
  runId: string;
  deviceId: string;
  stepId: string;
  number: number;
}

function TickForm({ runId, deviceId, stepId, number }: TickFormProps) {
  const client = useQueryClient();
  const [evidence, setEvidence] = useState('');
  const sending = useSubmit({
    check: () =>
      missing({
        evidence: evidence.trim() === '' && 'Evidence is missing; text or a pasted status is accepted.',
      }),
    send: async () => {
      client.setQueryData(runKey(runId), await tickStep(runId, { deviceId, stepId, evidence }));
      toast(`Step ${number} ticked.`);
    },
    refused: (error) => formFaults(error, { evidence: 'Evidence' }),
  });
  return (
    <Form {...sending} action={`Tick step ${number}`} foot="step-foot">
      <TextArea
        label="What you saw"
        hint="Text or the pasted status; kept with your name and the time."
        fault={sending.faults.fields['evidence']}
        value={evidence}
        maxLength={4_000}
        onChange={(event) => setEvidence(event.target.value)}
      />
    </Form>
  );
}
