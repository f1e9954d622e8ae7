import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { mayEdit } from '../../../api/access.api.js';
import { incidentRunsQuery } from '../../../api/resync.api.js';
import { useMe } from '../../../session/me-context.js';
import { resyncStepOf } from '../model/resync-step.js';

export interface ResyncStep {
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
}

/** The way from an incident to its plan, or to the run that works on it already; null = none fits here. */
export function useResyncStep({ incident, heldBack }: IncidentDetail): ResyncStep | null {
  const edits = mayEdit(useMe());
  const runs = useQuery(incidentRunsQuery(incident.id));
  const step = resyncStepOf({ incident, isHeld: heldBack !== null, edits, runs: runs.data ?? [] });
  if (step === null) return null;
  return {
    title: step.title,
    text: step.text,
    action: (
      <Link className={step.isPrimary ? 'btn primary' : 'btn'} to={step.to}>
        {step.action}
      </Link>
    ),
  };
}
