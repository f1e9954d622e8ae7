import { useMe } from '../../session/me-context.js';
import { FactorPanel } from './components/factor-panel.js';
import { PasswordPanel } from './components/password-panel.js';
import { SessionsPanel } from './components/sessions-panel.js';
import { TokensPanel } from './components/tokens-panel.js';
import { ROLE_WORDS } from './model.js';
import '../../styles/forms.css';
import './admin.css';

export function AccountPage() {
  const me = useMe();
  return (
    <>
      <title>My account, Firewatch</title>
      <div className="head">
        <div>
          <h1>My account</h1>
          <p className="wrap">
            {me.name}, {me.email}. {ROLE_WORDS[me.role].name}: {ROLE_WORDS[me.role].may}.
          </p>
        </div>
      </div>
      <div className="account">
        <PasswordPanel />
        <FactorPanel />
      </div>
      <SessionsPanel />
      <TokensPanel whose="mine" />
    </>
  );
}
