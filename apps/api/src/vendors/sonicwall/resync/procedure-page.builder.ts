import type { ProcedureStep, ResyncProcedure } from '@firewatch/shared/domain/resync';

const WHEN: Readonly<Record<ProcedureStep['when'], string>> = {
  always: 'always',
  'still-lost': 'only when the reading after the step before still shows the loss',
  restored: 'only once the licence of this service is verified back',
};

const PROOF: Readonly<Record<ProcedureStep['verifiedBy'], string>> = {
  reading: 'a later reading of the device; an accepted answer is no proof',
  evidence: 'what the person pastes; where the device can be read, its next readings too',
  answer: 'the answer itself',
};

const DONE_BY: Readonly<Record<ProcedureStep['kind'], string>> = {
  api: 'Firewatch, by call',
  cli: 'Firewatch, by command line',
  manual: 'a person',
};

function stepText(step: ProcedureStep, index: number): string {
  const who = step.who ?? DONE_BY[step.kind];
  const isRequest = step.kind === 'api';
  return [
    `### ${index + 1}. ${step.title}${step.isVerified ? '' : ' (unverified)'}`,
    '',
    step.detail,
    '',
    `- Where: ${isRequest ? `\`${step.place}\`` : step.place}`,
    ...(step.link === undefined ? [] : [`- Link: <${step.link}>`]),
    `- Who: ${who}`,
    `- When: ${WHEN[step.when]}`,
    `- Proof: ${PROOF[step.verifiedBy]}`,
    `- Source: ${step.source}`,
    '',
  ].join('\n');
}

const minutes = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;

/** What a person does where the calls failed, and for what else a checklist is. */
function insteadOf(procedure: ResyncProcedure, all: readonly ResyncProcedure[]): readonly string[] {
  const link = ({ productLine, page }: ResyncProcedure): string => `[${productLine}](${page}.md)`;
  const instead = all.filter(({ id }) => id === procedure.byHandId);
  const of = all.filter(({ byHandId }) => byHandId === procedure.id);
  return [
    ...instead.map((one) => `- When the calls fail, a person does: ${link(one)}`),
    ...of.map((one) => `- Also what a person does when the calls of this one failed: ${link(one)}`),
  ];
}

/** The page of one procedure, as docs/procedures must have it. */
export function procedurePage(procedure: ResyncProcedure, all: readonly ResyncProcedure[]): string {
  const way =
    procedure.way === 'api'
      ? 'By call: Firewatch does the steps, one after the other.'
      : 'Assisted: a person does the steps and ticks each with evidence.';
  const head = [
    `# ${procedure.productLine}`,
    '',
    way,
    '',
    `- Afterwards: ${procedure.expects}`,
    `- Takes about: ${minutes(procedure.estimateSeconds)}`,
    `- Procedure: \`${procedure.id}\``,
    ...insteadOf(procedure, all),
    '',
    '## Steps',
    '',
    '',
  ].join('\n');
  return head + procedure.steps.map(stepText).join('\n');
}

/** The page that lists them. */
export function procedureIndex(procedures: readonly ResyncProcedure[]): string {
  const line = ({ productLine, page, steps }: ResyncProcedure): string => {
    const open = steps.filter(({ isVerified }) => !isVerified).length;
    const doubt = open === 0 ? '' : `, ${open} of ${steps.length} steps unverified`;
    return `- [${productLine}](${page}.md)${doubt}`;
  };
  const of = (way: ResyncProcedure['way']): string =>
    procedures
      .filter((procedure) => procedure.way === way)
      .map(line)
      .join('\n');
  return [
    '# How each product line is brought back',
    '',
    'These pages are written from the data the product uses (`apps/api/src/vendors/*/resync`); a test fails where they differ. After a change',
    'of the data: `npx vitest run apps/api/src/vendors/sonicwall/resync/procedure-pages.spec.ts -u`.',
    '',
    '"Unverified" on a step means that neither the vendor\'s description nor a lab box says so: check the place before you rely on it,',
    'and tell us what you found.',
    '',
    'Never part of any procedure: a reboot, a deregistration, a commit of configuration, an order to a whole fleet at once, a second press',
    'of Synchronize while the first is open.',
    '',
    '## By call',
    '',
    of('api'),
    '',
    '## By a person, with a checklist',
    '',
    of('assisted'),
    '',
  ].join('\n');
}
