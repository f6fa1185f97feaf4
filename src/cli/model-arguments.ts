import type { Result } from '../diagnostics/diagnostic.js';
import { loadModel, type LoadedModel } from '../models/load-model.js';

/** What every command knows of its model, as `modelArgument` names it. */
export interface ModelArguments {
  readonly model: string;
  readonly 'allow-outside': boolean;
}

/** The model of a command line. */
export function loadModelOf({ model, 'allow-outside': allowOutside }: ModelArguments): Promise<Result<LoadedModel>> {
  return loadModel(model, { allowOutside });
}
