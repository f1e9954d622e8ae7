import { nodeProblem } from './node-check.js';

// Everything else is loaded only when this Node can: an old one would end in a syntax error instead of a sentence.
const problem = nodeProblem(process.versions.node);
if (problem) {
  process.stderr.write(problem + '\n');
  process.exitCode = 1;
} else {
  void import('./command.js').then((command) => command.run(process.argv.slice(2)));
}
