/** For those who want to see it work before they trust it with a firewall. */
export const DrillHint = () => (
  <p className="drill-hint dim">
    Or watch the 2008 drill: <code className="mono">npm run demo</code> starts a simulated fleet beside this
    one, with data of its own.
  </p>
);
