import { LiveRegion, Toasts } from '../../ui/toast.js';
import { FactorPanel } from './components/factor-panel.js';
import '../../styles/forms.css';
import './admin.css';

/** All that somebody may do whose second factor is required and missing. */
export function EnrolFirstPage({ onDone }: { onDone: () => void }) {
  return (
    <main className="enrol-first">
      <title>Second factor, Firewatch</title>
      <div className="head">
        <div>
          <h1>One more thing before you go on</h1>
          <p>The owners of this Firewatch require a second factor of owners and engineers.</p>
        </div>
      </div>
      <FactorPanel onDone={onDone} />
      <Toasts />
      <LiveRegion />
    </main>
  );
}
