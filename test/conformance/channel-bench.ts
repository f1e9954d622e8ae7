/** How a far side may misbehave, once. */
export type ChannelFault = 'permanent' | 'transient' | 'transient-hang-up' | 'cut-after-accept' | 'stall';

/** A channel's far side in the suite's hands. */
export interface ChannelBench {
  readonly settings: unknown;
  settingsFor(host: string): unknown;
  /** A far side that wants another password than the suite's. */
  settingsNeedingSignIn(): unknown;
  fault(fault: ChannelFault): void;
  /** What the far side kept, in order. */
  received(): readonly { readonly key: string; readonly destination: string }[];
  close(): Promise<void>;
}
