/** `npm run screens [folder]`: pictures of every page; exits 1 on console errors, sideways scroll or axe findings. */
import { tour } from './tour.ts';

const folder = process.argv[2] ?? 'test/output/screens';
const faults = await tour(folder);
for (const fault of faults) console.error(fault);
console.log(`${folder}: ${faults.length === 0 ? 'every page is fine' : `${faults.length} faults`}`);
process.exit(faults.length === 0 ? 0 : 1);
