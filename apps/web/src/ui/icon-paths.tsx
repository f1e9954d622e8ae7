import type { ReactElement } from 'react';

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** Verdict shapes on a 16 px grid: filled means act, outline means known or quiet. */
export const VERDICT_SHAPES = {
  exposed: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M7.15.75a1.2 1.2 0 0 1 1.7 0l6.4 6.4a1.2 1.2 0 0 1 0 1.7l-6.4 6.4a1.2 1.2 0 0 1-1.7 0l-6.4-6.4a1.2 1.2 0 0 1 0-1.7ZM11.01 6.34L9.34 8.00L11.01 9.66L9.66 11.01L8.00 9.34L6.34 11.01L4.99 9.66L6.66 8.00L4.99 6.34L6.34 4.99L8.00 6.66L9.66 4.99Z"
    />
  ),
  'exposed-hollow': (
    <>
      <path {...LINE} strokeWidth="1.4" d="M8 1.2 14.8 8 8 14.8 1.2 8Z" />
      <path {...LINE} strokeWidth="1.6" d="m6.1 6.1 3.8 3.8m0-3.8L6.1 9.9" />
    </>
  ),
  suspect: (
    <>
      <path {...LINE} strokeWidth="1.5" strokeDasharray="2.6 1.9" d="M8 1.2 14.8 8 8 14.8 1.2 8Z" />
      <circle cx="8" cy="8" r="1.7" fill="currentColor" />
    </>
  ),
  blocking: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M3 1.2h10A1.8 1.8 0 0 1 14.8 3v10a1.8 1.8 0 0 1-1.8 1.8H3A1.8 1.8 0 0 1 1.2 13V3A1.8 1.8 0 0 1 3 1.2ZM3.9 7h8.2v2H3.9Z"
    />
  ),
  'blocking-hollow': (
    <>
      <rect x="1.6" y="1.6" width="12.8" height="12.8" rx="1.8" {...LINE} strokeWidth="1.4" />
      <path {...LINE} strokeWidth="1.8" d="M5 8h6" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.5" {...LINE} strokeWidth="1.5" strokeDasharray="2.7 1.38" />
      <path {...LINE} strokeWidth="1.6" d="M6.1 6.3a1.95 1.95 0 1 1 2.75 1.75c-.6.28-.85.62-.85 1.15" />
      <circle cx="8" cy="11.4" r=".95" fill="currentColor" />
    </>
  ),
  weakened: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M7 1.7a1.15 1.15 0 0 1 2 0l6.1 11a1.15 1.15 0 0 1-1 1.7H1.9a1.15 1.15 0 0 1-1-1.7ZM7.1 5.4h1.8v4.4H7.1ZM7.1 11h1.8v1.8H7.1Z"
    />
  ),
  'weakened-hollow': (
    <>
      <path {...LINE} strokeWidth="1.4" d="M8 1.7 15 14H1Z" />
      <path {...LINE} strokeWidth="1.5" d="M8 6.4v3.2" />
      <circle cx="8" cy="11.8" r=".9" fill="currentColor" />
    </>
  ),
  protecting: (
    <>
      <circle cx="8" cy="8" r="6.3" {...LINE} strokeWidth="1.4" />
      <path {...LINE} strokeWidth="1.6" d="m5.2 8.2 2 2 3.7-4.2" />
    </>
  ),
  off: <path {...LINE} strokeWidth="1.4" d="M5 4.1a5.2 5.2 0 1 0 6 0M8 2v5.2" />,
  na: <path {...LINE} strokeWidth="1.4" d="M5.6 8h4.8" />,
} satisfies Record<string, ReactElement>;

/** Everything that is not a verdict. */
export const GLYPHS = {
  acked: (
    <>
      <path
        {...LINE}
        strokeWidth="1.4"
        d="M1.4 8S3.8 3.7 8 3.7 14.6 8 14.6 8 12.2 12.3 8 12.3 1.4 8 1.4 8Z"
      />
      <circle cx="8" cy="8" r="2" fill="currentColor" />
    </>
  ),
  chevron: <path {...LINE} strokeWidth="1.6" d="m4.5 6 3.5 3.6L11.5 6" />,
  'chevron-right': <path {...LINE} strokeWidth="1.6" d="m6 4.5 3.6 3.5L6 11.5" />,
  'sort-up': <path {...LINE} strokeWidth="1.6" d="m4.5 9.6 3.5-3.6 3.5 3.6" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.6" {...LINE} strokeWidth="1.5" />
      <path {...LINE} strokeWidth="1.5" d="m10.5 10.5 3.2 3.2" />
    </>
  ),
  lock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor" />
      <path {...LINE} strokeWidth="1.5" d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6.2" {...LINE} strokeWidth="1.4" />
      <path {...LINE} strokeWidth="1.4" d="M8 4.6V8l2.3 1.5" />
    </>
  ),
  check: <path {...LINE} strokeWidth="1.8" d="m3.2 8.4 3.2 3.2 6.4-7" />,
  cross: <path {...LINE} strokeWidth="1.8" d="m4 4 8 8m0-8-8 8" />,
  differ: <path {...LINE} strokeWidth="1.5" d="M3 6h10M3 10h10M10.6 3 5.4 13" />,
  pen: <path {...LINE} strokeWidth="1.4" d="M2.5 13.5h11M4 10.5l6.6-6.6 1.9 1.9-6.6 6.6-2.4.5Z" />,
  bell: (
    <path
      {...LINE}
      strokeWidth="1.4"
      d="M3.5 11.5h9c-1-1-1.3-2-1.3-4.2a3.2 3.2 0 0 0-6.4 0c0 2.2-.3 3.2-1.3 4.2ZM6.7 13.7h2.6"
    />
  ),
  logo: (
    <>
      <path fill="currentColor" d="M8 1 13 4v1.6H3V4Z" />
      <path fill="currentColor" opacity=".55" d="M4.2 6.8h7.6v2.4H4.2z" />
      <path {...LINE} strokeWidth="1.4" d="M5 9.5 3.6 15M11 9.5l1.4 5.5M4.4 12.4h7.2" />
    </>
  ),
  grid: <path fill="currentColor" d="M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z" />,
  sync: (
    <path
      {...LINE}
      strokeWidth="1.5"
      d="M13.3 6.5A5.5 5.5 0 0 0 3.2 5.3M2.7 9.5a5.5 5.5 0 0 0 10.1 1.2M3 2.5v3h3M13 13.5v-3h-3"
    />
  ),
  dots: (
    <>
      <circle cx="3" cy="8" r="1.4" fill="currentColor" />
      <circle cx="8" cy="8" r="1.4" fill="currentColor" />
      <circle cx="13" cy="8" r="1.4" fill="currentColor" />
    </>
  ),
  work: (
    <>
      <circle cx="8" cy="8" r="6" {...LINE} strokeWidth="1.5" opacity=".35" />
      <path {...LINE} strokeWidth="1.8" d="M8 2a6 6 0 0 1 6 6" />
    </>
  ),
  stop: <rect x="3" y="3" width="10" height="10" rx="1.5" fill="currentColor" />,
  pause: <path fill="currentColor" d="M4 3h2.8v10H4zM9.2 3H12v10H9.2z" />,
  mail: <path {...LINE} strokeWidth="1.4" d="M1.8 3.5h12.4v9H1.8ZM2.2 4l5.8 5 5.8-5" />,
  list: <path {...LINE} strokeWidth="1.6" d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
} satisfies Record<string, ReactElement>;
