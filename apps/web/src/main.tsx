// What every page shares; in a cascade layer, so that the styles of pages override it.
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { App } from './app/app.js';
import { watchAttendance } from './api/http.js';
import { startScheme } from './app/scheme.js';

// The content security policy forbids code made at run time; zod would try and be reported for it.
config({ jitless: true });
startScheme();
watchAttendance(window, () => performance.now());

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
