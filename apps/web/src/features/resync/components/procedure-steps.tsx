import type { ResyncProcedureView } from '@firewatch/shared/wire/resync-procedure';
import type { ReactNode } from 'react';
import { Tag } from '../../../ui/badge.js';
import { asSentence } from '../../../words/verdict-text.js';

type Step = ResyncProcedureView['steps'][number];

const KIND_WORD: Readonly<Record<Step['kind'], string>> = {
  api: 'by API',
  cli: 'command line',
  manual: 'by hand',
};
const WHEN_WORD: Readonly<Record<Step['when'], string>> = {
  always: '',
  'still-lost': 'only if the loss is still there',
  restored: 'only once the licence is verified back',
};
const PROOF_WORD: Readonly<Record<Step['verifiedBy'], string>> = {
  reading: 'Proven by an ordinary reading',
  evidence: 'Proven by what you paste',
  answer: 'The device’s answer, which proves nothing yet',
};

/** Only addresses that a browser may open without running anything. */
const isLink = (text: string): boolean => /^https?:\/\//.test(text);

/** Where to go, who does it, how it is proven, and where we know it from. */
export function StepFacts({ step }: { step: Step }) {
  return (
    <>
      <span className="step-place mono wrap">{step.place}</span>
      {step.detail !== '' && <p className="dim">{step.detail}</p>}
      <p className="step-meta">
        {step.who !== undefined && <span>{asSentence(step.who)} </span>}
        {step.link !== undefined && isLink(step.link) && (
          <>
            <a className="link" href={step.link} target="_blank" rel="noreferrer">
              Open its page
            </a>{' '}
          </>
        )}
        <span>{PROOF_WORD[step.verifiedBy]}. </span>
        <span>Source: {asSentence(step.source)}</span>
      </p>
    </>
  );
}

export const StepTags = ({ step }: { step: Step }) => (
  <>
    <Tag>{KIND_WORD[step.kind]}</Tag>
    {step.when !== 'always' && <Tag icon="clock">{WHEN_WORD[step.when]}</Tag>}
    {!step.isVerified && (
      <span title="Neither the vendor's own description nor a lab box has confirmed it.">
        <Tag icon="differ">unverified</Tag>
      </span>
    )}
  </>
);

interface ProcedureStepsProps {
  steps: readonly Step[];
  /** Below each step: its tick. */
  below?: (step: Step) => ReactNode;
  /** Ticked already. */
  isDone?: (step: Step) => boolean;
}

/** The steps of a procedure in their order. */
export function ProcedureSteps({ steps, below, isDone }: ProcedureStepsProps) {
  return (
    <ol className="procedure-steps">
      {steps.map((step, index) => (
        <li key={step.id} className={isDone?.(step) === true ? 'is-done' : undefined}>
          <span className="step-no" aria-hidden="true">
            {index + 1}
          </span>
          <div>
            <p className="step-title">
              <b>{step.title}</b> <StepTags step={step} />
            </p>
            <StepFacts step={step} />
            {below?.(step)}
          </div>
        </li>
      ))}
    </ol>
  );
}
