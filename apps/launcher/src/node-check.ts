/*
 * Read by whatever Node the machine has: nothing here may be newer than Node 12 can parse.
 */
const LEAST_MAJOR = 22;
const LEAST_MINOR = 12;

/** One sentence with the cure when this Node is too old for the product; null when it is fine. */
export function nodeProblem(version: string): string | null {
  const parts = version.split('.').map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  if (major > LEAST_MAJOR || (major === LEAST_MAJOR && minor >= LEAST_MINOR)) return null;
  return (
    'Firewatch needs Node ' +
    LEAST_MAJOR +
    '.' +
    LEAST_MINOR +
    ' or newer and runs on ' +
    version +
    ': start it with "npm start" after "npm ci" (which brings Node 24 on Linux), or install Node 24 from https://nodejs.org.'
  );
}
