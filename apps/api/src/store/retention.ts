/** Rows of one table that may go: a condition over its alias t. */
interface Kept {
  readonly table: string;
  /** In words, for the documentation and the health page. */
  readonly kept: string;
  readonly goes: string;
  /** While the disk is low; absent = no sooner than else. */
  readonly goesWhenLow?: string;
}

const olderThan = (column: string, span: string): string => `t.${column} < now() - interval '${span}'`;
/** An open incident keeps every message that was sent about it. */
const OF_NO_OPEN_INCIDENT = `not exists (select 1 from incidents i where i.id = t.incident_id and i.state = 'open')`;
// The last step before the limit stays: it says what held from there on.
const stepsBefore = (span: string): string =>
  `${olderThan('at', span)} and exists (select 1 from count_history n where n.customer_id = t.customer_id and n.at > t.at
     and n.at <= now() - interval '${span}')`;
const finishedBefore = (span: string): string =>
  `${olderThan('created_at', span)} and t.state in ('delivered', 'dead') and ${OF_NO_OPEN_INCIDENT}`;

/** What is deleted and when, in the order in which it is: rows that others point to come after those. */
export const RETENTION: readonly Kept[] = [
  { table: 'idempotency_keys', kept: '24 hours', goes: olderThan('at', '24 hours') },
  { table: 'sessions', kept: 'until they end', goes: 't.expires_at < now()' },
  { table: 'one_time_links', kept: 'until they end', goes: 't.expires_at < now()' },
  { table: 'sign_in_failures', kept: '1 day', goes: olderThan('at', '1 day') },
  {
    table: 'sign_in_places',
    kept: '90 days after the last sign-in there',
    goes: olderThan('seen_at', '90 days'),
  },
  { table: 'second_factor_steps', kept: '1 day', goes: olderThan('at', '1 day') },
  { table: 'key_calls', kept: '1 hour', goes: olderThan('requested_at', '1 hour') },
  {
    table: 'notice_secrets',
    kept: '2 days, or until the message is handed over',
    goes: olderThan('created_at', '2 days'),
  },
  {
    table: 'channel_pasts',
    kept: '2 days, or until the news of the change is handed over',
    goes: `${olderThan('created_at', '2 days')} and not exists (select 1 from deliveries d where d.channel_past_id = t.id and d.state in ('waiting', 'sending'))`,
  },
  { table: 'device_imports', kept: '24 hours', goes: olderThan('created_at', '24 hours') },
  { table: 'device_calls', kept: '1 hour', goes: olderThan('requested_at', '1 hour') },
  { table: 'step_ups', kept: '1 day', goes: olderThan('at', '1 day') },
  {
    table: 'resync_runs',
    kept: 'for good; plans that nobody started 30 days',
    goes: `${olderThan('created_at', '30 days')} and t.state in ('planned', 'approved', 'cancelled') and t.started_at is null`,
  },
  { table: 'live_frames', kept: '10 minutes', goes: olderThan('at', '10 minutes') },
  {
    table: 'answer_samples',
    kept: '14 days, the last 3 of a firewall',
    goes: olderThan('at', '14 days'),
    goesWhenLow: 'true',
  },
  { table: 'ack_links', kept: '30 days', goes: olderThan('created_at', '30 days') },
  { table: 'process_beats', kept: '24 hours of silence', goes: olderThan('beat_at', '24 hours') },
  { table: 'withheld_notices', kept: '13 months', goes: olderThan('at', '13 months') },
  { table: 'expiry_told', kept: '13 months after that date', goes: olderThan('ends_at', '13 months') },
  {
    table: 'count_history',
    kept: '90 days',
    goes: stepsBefore('90 days'),
    goesWhenLow: stepsBefore('8 days'),
  },
  {
    table: 'deliveries',
    kept: '13 months; of open incidents always',
    goes: finishedBefore('13 months'),
    goesWhenLow: finishedBefore('3 months'),
  },
  {
    table: 'notices',
    kept: 'as long as their deliveries',
    goes: `${olderThan('created_at', '3 months')} and ${OF_NO_OPEN_INCIDENT} and not exists (select 1 from deliveries d where d.notice_id = t.id)`,
  },
];

/** Partitioned by month; whole months are dropped. */
export const MONTHS_KEPT: Readonly<Record<string, { readonly months: number; readonly whenLow: number }>> = {
  events: { months: 13, whenLow: 3 },
};

/**
 * Kept for good, or as long as what they belong to, with the reason. Never touched by retention, not even on a full disk:
 * audit, open incidents, open exposures.
 */
export const KEPT_FOR_GOOD: Readonly<Record<string, string>> = {
  customers: 'who is watched',
  sites: 'who is watched',
  devices: 'who is watched; removed ones with their history 30 days (removal-purge)',
  groups: 'who is watched',
  waiting_devices: 'until a person approves or dismisses them',
  device_identities: 'who accepted which certificate, and why',
  credential_sets: 'who is watched',
  poll_slots: 'one row a firewall',
  device_state: 'one row a firewall',
  customer_counts: 'one row a customer',
  event_head: 'one row',
  transitions: 'what held since long ago is told from them; written on change only',
  fact_history: 'what held since long ago is told from them; written on change only',
  exposures: 'the minutes a customer gets in writing',
  blind_spells: 'shown beside the minutes of exposure',
  incidents: 'what happened and what was done',
  incident_members: 'goes with its incident',
  incident_updates: 'goes with its incident',
  cohort_windows: 'one row a cohort',
  cursors: 'one row a reader',
  channels: 'where messages went',
  live_rooms: 'one row a room',
  people: 'the audit names them',
  person_customers: 'goes with its person',
  second_factors: 'goes with its person',
  recovery_codes: 'goes with its person',
  api_tokens: 'the audit names them',
  audit_chain: 'without it nobody can tell whether the audit was changed',
  audit_entries: 'the chain breaks when a row is taken out',
  installation: 'facts of this installation',
  own_health: 'one row',
  intended_acts: 'who said what is intended, and its undo',
  intended_devices: 'goes with its act',
  push_last: 'one row a firewall',
  push_unknown: 'until a person looks at it; dropped by the intake after its own time',
  push_intake: 'one row an intake',
  maintenance_windows: 'what was planned, by whom',
  maintenance_spells: 'what was silent, and when',
  entitlement_looks: 'one row a firewall',
  entitlements: 'one row a firewall and licence',
  signature_watches: 'one row a firewall and service',
  digests: 'one row a day',
  resync_run_devices: 'goes with its run',
  resync_calls: 'which call was made at which firewall, and what it answered; goes with its run',
  resync_ticks: 'who did what by hand, with the evidence; goes with its run',
  resync_log: 'goes with its run',
  do_not_touch: 'who kept which firewalls from being touched, until when',
  resync_settings: 'one row',
};
