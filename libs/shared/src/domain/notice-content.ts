import type { Headline } from './headline.js';
import type { IncidentKind, Severity } from './incident.js';
import type { Service } from './service.js';

/** One device as a message names it. Instants epoch ms. */
export interface NoticeDevice {
  readonly name: string;
  readonly model: string | null;
  readonly services: readonly Service[];
  readonly since: number;
  /** Last good reading before; null when none was seen. */
  readonly lastGoodAt: number | null;
  readonly paidUntil: number | null;
  /** Verified back at; null while it is not. */
  readonly backAt: number | null;
  /** The vendor's words or why it cannot be read. */
  readonly raw: string;
}

/** Part of an alarm that belongs to no incident. */
export interface AlertPart {
  readonly id: string;
  readonly isOver: boolean;
}

/** What one message says, kept as it was decided: a retry days later says the same. Text only; channels give it form. */
export interface NoticeContent {
  readonly label: string;
  readonly incidentId: string | null;
  readonly kind: IncidentKind | null;
  readonly severity: Severity;
  readonly headline: Headline;
  /** Clock and date words of the headline are in this zone. */
  readonly zone: string;
  /** When it was decided, epoch ms. */
  readonly at: number;
  readonly customers: readonly { readonly name: string; readonly devices: readonly NoticeDevice[] }[];
  /** In common and ruled out, each with its count. */
  readonly findings: readonly string[];
  /** Further lines, one paragraph each; of messages that belong to no incident. */
  readonly lines?: readonly string[];
  /** Page to open where there is no incident, e.g. `/renewals`. */
  readonly path?: string;
  /** Of an alarm that belongs to no incident: its messages share the id, the last one ends it. */
  readonly alert?: AlertPart;
  /** Labels of the incidents it took over. */
  readonly adopted: readonly string[];
  /** Base from which growth is measured. */
  readonly told: {
    readonly severity: Severity;
    readonly units: readonly string[];
    readonly customerIds: readonly string[];
  };
}
