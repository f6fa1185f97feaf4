import { join, relative } from 'node:path';
import { Project, type SourceFile } from 'ts-morph';
import { repository } from './tools.js';

let project: Project | undefined;

/** The source of int8c as the compiler sees it; read once. */
export function sourceProject(): Project {
  project ??= new Project({ tsConfigFilePath: join(repository, 'src/tsconfig.json') });
  return project;
}

/** Path of a source file below `src/`, with forward slashes. */
export function sourcePath(file: SourceFile): string {
  return relative(join(repository, 'src'), file.getFilePath()).replaceAll('\\', '/');
}
