import { Component, type ReactNode } from 'react';
import { Failed } from '../ui/states.js';

/** A page that breaks says so and leaves the rest of the screen, and the live link, working. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <Failed
        what="This page broke"
        error={this.state.error}
        still="Watching and alerting go on in the server."
        onRetry={() => window.location.reload()}
      />
    );
  }
}
