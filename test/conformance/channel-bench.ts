import type { Refusal } from '@firewatch/api/alerting/channels/contract';

/** How a far side may misbehave, once. */
export type ChannelFault = 'permanent' | 'transient' | 'transient-hang-up' | 'cut-after-accept' | 'stall';

/** A channel's far side in the suite's hands. */
export interface ChannelBench {
  readonly settings: unknown;
  /** The suite's secret under the name this channel keeps it. */
  readonly secret: Readonly<Record<string, string>>;
  /** What `permanent` means here. */
  readonly permanentReason: Refusal;
  settingsFor(host: string): unknown;
  /** A far side that wants another password than the suite's. */
  settingsNeedingSignIn(): unknown;
  fault(fault: ChannelFault): void;
  /** What the far side kept, in order; destination null = such messages carry none. */
  received(): readonly { readonly key: string; readonly destination: string | null }[];
  close(): Promise<void>;
}
