export const SMTP_FAULT_KINDS = ['rcpt', 'tarpit', 'cut-after-data'] as const;
export type SmtpFaultKind = (typeof SMTP_FAULT_KINDS)[number];

/**
 * A way in which the mail server misbehaves.
 * Shape   rcpt            answers RCPT with `code` (421 hangs up afterwards)
 *         tarpit          waits `ms` before it answers MAIL, RCPT and the end of data
 *         cut-after-data  keeps the mail and cuts the connection before the client hears 250
 *         count           ends after so many hits; absent = until cleared
 */
export interface SmtpFaultSpec {
  readonly kind: SmtpFaultKind;
  readonly code?: 421 | 450 | 451 | 452 | 550 | 552 | 554;
  readonly ms?: number;
  readonly count?: number;
}

/** The faults in force, one of each kind. */
export class SmtpFaults {
  private readonly active = new Map<SmtpFaultKind, { readonly spec: SmtpFaultSpec; left: number }>();

  set(spec: SmtpFaultSpec): void {
    this.active.set(spec.kind, { spec, left: spec.count ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.active.clear();
  }

  hit(kind: SmtpFaultKind): SmtpFaultSpec | null {
    const fault = this.active.get(kind);
    if (!fault) return null;
    fault.left -= 1;
    if (fault.left <= 0) this.active.delete(kind);
    return fault.spec;
  }

  list(): SmtpFaultSpec[] {
    return [...this.active.values()].map(({ spec }) => spec);
  }
}
