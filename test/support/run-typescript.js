/** Lets Node run the TypeScript of tests as it stands: `node --import ./test/support/run-typescript.js script.ts`. */
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
