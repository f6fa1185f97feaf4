import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

const templateFolder = fileURLToPath(new URL('../../templates/', import.meta.url));
const extension = '.hbs';

type Template = (view: object) => string;

const compileOptions = { strict: true, noEscape: true, knownHelpersOnly: true, preventIndent: true } as const;

let engine: typeof Handlebars | undefined;
const compiled = new Map<string, Template>();

/** An engine of our own, so that helpers and partials of other users of Handlebars in the process do not meet ours. */
function handlebars(): typeof Handlebars {
  if (engine !== undefined) return engine;
  engine = Handlebars.create();
  const folder = join(templateFolder, 'partials');
  for (const file of readdirSync(folder).sort()) {
    engine.registerPartial(
      file.replace(/(\.c|\.h)?\.hbs$/, ''),
      engine.compile(readFileSync(join(folder, file), 'utf8'), compileOptions),
    );
  }
  return engine;
}

/** Renders `templates/<name>` with a plain object. A name that the view lacks is a bug and throws. */
export function renderTemplate(name: string, view: object): string {
  let template = compiled.get(name);
  if (template === undefined) {
    template = handlebars().compile(readTemplateFile(name), compileOptions);
    compiled.set(name, template);
  }
  return template(view);
}

/** The text of a file under `templates/`, for those that are emitted as they are. */
export function readTemplateFile(name: string): string {
  if (name.includes('..') || (!name.endsWith(extension) && !name.startsWith('runtime/')))
    throw new Error(`int8c bug: no template ${name}`);
  return readFileSync(join(templateFolder, name), 'utf8');
}
