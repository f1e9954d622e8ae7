/** `npm run screens [folder] [name…]`: pictures of every page, or of those named; exits 1 on console errors, sideways scroll or axe findings. */
import { tour } from './tour.ts';

const [folder = 'test/output/screens', ...names] = process.argv.slice(2);
const faults = await tour(folder, names);
for (const fault of faults) console.error(fault);
console.log(`${folder}: ${faults.length === 0 ? 'every page is fine' : `${faults.length} faults`}`);
process.exit(faults.length === 0 ? 0 : 1);
