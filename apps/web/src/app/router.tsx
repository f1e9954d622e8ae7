import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { EnterPage } from '../features/access/enter.page.js';
import { SignInPage } from '../features/access/sign-in.page.js';
import { FleetPage } from '../features/fleet/fleet.page.js';
import { NotFoundPage } from './not-found.page.js';
import { SessionGuard } from './session-guard.js';

/** First steps: pages of several features in one frame, so the order stands here. */
const firstRun: RouteObject = {
  path: 'first-run',
  lazy: async () => ({
    Component: (await import('../features/first-run/first-run.layout.js')).FirstRunLayout,
  }),
  children: [
    {
      index: true,
      lazy: async () => {
        const { EnrolPage } = await import('../features/device/enrol/enrol.page.js');
        return { element: <EnrolPage title="Add one firewall" doneTo={() => '/first-run/mail'} /> };
      },
    },
    {
      path: 'mail',
      lazy: async () => {
        const { FirstChannelPage } = await import('../features/channels/first-channel.page.js');
        return { element: <FirstChannelPage doneTo="/first-run/done" /> };
      },
    },
    {
      path: 'done',
      lazy: async () => ({ Component: (await import('../features/first-run/done.page.js')).DonePage }),
    },
  ],
};

/** Owners' pages, side by side in one frame. */
const administration: RouteObject = {
  path: 'administration',
  lazy: async () => ({ Component: (await import('../features/admin/admin.layout.js')).AdminLayout }),
  children: [
    { index: true, element: <Navigate to="people" replace /> },
    {
      path: 'people',
      lazy: async () => ({ Component: (await import('../features/admin/people.page.js')).PeoplePage }),
    },
    {
      path: 'tokens',
      lazy: async () => ({ Component: (await import('../features/admin/tokens.page.js')).TokensPage }),
    },
    {
      path: 'audit',
      lazy: async () => ({ Component: (await import('../features/admin/audit/audit.page.js')).AuditPage }),
    },
    {
      path: 'health',
      lazy: async () => ({ Component: (await import('../features/health/health.page.js')).HealthPage }),
    },
  ],
};

/** What a person without a session may open. */
const DOORS: readonly RouteObject[] = [
  { path: '/sign-in', Component: SignInPage },
  { path: '/enter', Component: EnterPage },
  {
    path: '/forgot',
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('../features/access/forgot.page.js')).ForgotPage }),
  },
  {
    path: '/password',
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('../features/access/password.page.js')).PasswordPage }),
  },
  {
    path: '/ack',
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('../features/access/ack.page.js')).AckPage }),
  },
  {
    path: '/wall',
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('../features/wall/wall.page.js')).WallPage }),
  },
  {
    path: '/setup',
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('../features/first-run/set-up.page.js')).SetUpPage }),
  },
];

/** Plans, runs and what keeps them safe. */
const RESYNC: RouteObject[] = [
  {
    path: 'resync',
    lazy: async () => ({ Component: (await import('../features/resync/resync.page.js')).ResyncPage }),
  },
  {
    path: 'resync/new',
    lazy: async () => ({ Component: (await import('../features/resync/new-plan.page.js')).NewPlanPage }),
  },
  {
    path: 'resync/procedures',
    lazy: async () => ({
      Component: (await import('../features/resync/procedures.page.js')).ProceduresPage,
    }),
  },
  {
    path: 'resync/:runId',
    lazy: async () => ({ Component: (await import('../features/resync/run.page.js')).RunPage }),
  },
];

/** What signed-in people open, inside the shell. */
const PAGES: RouteObject[] = [
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
  {
    path: 'import',
    lazy: async () => ({ Component: (await import('../features/import/import.page.js')).ImportPage }),
  },
  {
    path: 'waiting',
    lazy: async () => ({
      Component: (await import('../features/approval/waiting.page.js')).WaitingPage,
    }),
  },
  {
    path: 'groups',
    lazy: async () => ({ Component: (await import('../features/groups/groups.page.js')).GroupsPage }),
  },
  {
    path: 'credentials',
    lazy: async () => ({
      Component: (await import('../features/credentials/credentials.page.js')).CredentialsPage,
    }),
  },
  {
    path: 'customers',
    lazy: async () => ({
      Component: (await import('../features/customers/customers.page.js')).CustomersPage,
    }),
  },
  {
    path: 'devices/new',
    lazy: async () => {
      const { EnrolPage } = await import('../features/device/enrol/enrol.page.js');
      return { element: <EnrolPage doneTo={(id) => `/devices/${id}`} /> };
    },
  },
  {
    path: 'devices/:deviceId',
    lazy: async () => ({
      Component: (await import('../features/device/device.page.js')).DevicePage,
    }),
  },
  ...RESYNC,
  {
    path: 'renewals',
    lazy: async () => ({
      Component: (await import('../features/renewals/renewals.page.js')).RenewalsPage,
    }),
  },
  {
    path: 'devices/unknown-senders',
    lazy: async () => ({
      Component: (await import('../features/push/unknown-senders.page.js')).UnknownSendersPage,
    }),
  },
  ...['maintenance', 'maintenance/:windowId'].map((path) => ({
    path,
    lazy: async () => ({
      Component: (await import('../features/maintenance/maintenance.page.js')).MaintenancePage,
    }),
  })),
  {
    path: 'alerting',
    lazy: async () => ({
      Component: (await import('../features/channels/channels.page.js')).ChannelsPage,
    }),
  },
  administration,
  {
    path: 'account',
    lazy: async () => ({ Component: (await import('../features/admin/account.page.js')).AccountPage }),
  },
  firstRun,
  { path: '*', Component: NotFoundPage },
];

/** The one list of pages. */
export const makeRouter = () =>
  createBrowserRouter([
    ...DOORS,
    {
      path: '/',
      Component: SessionGuard,
      HydrateFallback: () => null,
      children: PAGES,
    },
  ]);
