/** A mail's words in order; both forms of the mail are made of the same ones. */
export interface MailWords {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly customers: readonly { readonly name: string; readonly devices: readonly string[] }[];
  readonly findings: readonly string[];
  readonly link: string;
  /** Acknowledges the incident; null = nothing to acknowledge. */
  readonly ackLink: string | null;
  readonly foot: string;
}
