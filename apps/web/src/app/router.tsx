import { createBrowserRouter } from 'react-router';
import { EnterPage } from '../features/access/enter.page.js';
import { SignInPage } from '../features/access/sign-in.page.js';
import { FleetPage } from '../features/fleet/fleet.page.js';
import { NotFoundPage } from './not-found.page.js';
import { SessionGuard } from './session-guard.js';

/** The one list of pages. Outside the guard: what a person without a session may open. */
export const makeRouter = () =>
  createBrowserRouter([
    { path: '/sign-in', Component: SignInPage },
    { path: '/enter', Component: EnterPage },
    {
      path: '/',
      Component: SessionGuard,
      HydrateFallback: () => null,
      children: [
        { index: true, Component: FleetPage },
        {
          path: 'incidents',
          lazy: async () => ({
            Component: (await import('../features/incidents/incidents.page.js')).IncidentsPage,
          }),
        },
        {
          path: 'incidents/:incidentId',
          lazy: async () => ({
            Component: (await import('../features/incidents/incident.page.js')).IncidentPage,
          }),
        },
        { path: '*', Component: NotFoundPage },
      ],
    },
  ]);
