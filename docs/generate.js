/** Writes the generated pages of the manual (npm run docs) and removes those of codes and operators that are gone. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manualPages } from '../dist/report/manual.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const pages = manualPages();
const paths = new Set(pages.map(({ path }) => path));
for (const folder of new Set(pages.map(({ path }) => dirname(path)))) {
  mkdirSync(join(repository, folder), { recursive: true });
  for (const file of readdirSync(join(repository, folder))) {
    if (!paths.has(`${folder}/${file}`)) rmSync(join(repository, folder, file));
  }
}
for (const { path, text } of pages) writeFileSync(join(repository, path), text);
process.stdout.write(`${pages.length} pages\n`);
