import { TokensPanel } from './components/tokens-panel.js';

export function TokensPage() {
  return (
    <>
      <title>Tokens, Firewatch</title>
      <div className="head">
        <div>
          <h1>Tokens</h1>
          <p>Programs act with them for the person who made them, and never may more than that person.</p>
        </div>
      </div>
      <TokensPanel whose="all" />
    </>
  );
}
