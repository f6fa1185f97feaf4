import type { NodeParts } from '../../ir/builder.js';
import { optionFields, type InputCounts, type Row } from './codec.js';
import { findRow } from './codec-rows.js';
import { operatorNameOf, operatorOrigin, type ModelContext } from './model-context.js';
import { refuseOption, type OperatorContext } from './operator-context.js';
import type { RawOperator } from './raw-model.js';

/** The node of a supported operator; null after reporting what is wrong with its inputs or options. */
export function convertOperator(context: ModelContext, operator: RawOperator): NodeParts | null {
  const row = findRow(operatorNameOf(context, operator));
  if (row === undefined) throw new Error(`int8c bug: operator ${operator.index} was not checked`);
  const own: OperatorContext = { ...context, operator };
  if (!checkPorts(own, row) || !checkOptionsTable(own, row)) return null;
  return {
    id: operator.index,
    op: row.kind,
    inputs: valueInputs(operator, row.inputs),
    outputs: operator.outputs,
    attributes: Object.freeze(row.readAttributes(own)),
    origin: operatorOrigin(context, operator),
  };
}

/** Inputs that stay with the node; null for an optional one that was left out, whether as -1 or by a shorter list. */
function valueInputs(operator: RawOperator, counts: InputCounts): readonly (number | null)[] {
  const length = Number.isFinite(counts.values) ? counts.values : operator.inputs.length;
  return Array.from({ length }, (_, index) => {
    const tensor = operator.inputs[index] ?? -1;
    return tensor === -1 ? null : tensor;
  });
}

function checkPorts(context: OperatorContext, row: Row): boolean {
  const { operator } = context;
  const { required, most } = row.inputs;
  // Every input of a variadic operator is required; elsewhere the first few are.
  const least = Number.isFinite(most) ? required : Math.max(required, operator.inputs.length);
  const isMissing = Array.from({ length: least }, (_, index) => operator.inputs[index] ?? -1).includes(-1);
  if (!isMissing && operator.inputs.length <= most && operator.outputs.length === 1) return true;
  context.findings.report('I8C1301', {
    message: `${operatorNameOf(context, operator)} does not have the inputs and outputs that it needs`,
    origin: operatorOrigin(context, operator),
    details: [
      `inputs [${operator.inputs.slice(0, 16).join(', ')}], outputs [${operator.outputs.slice(0, 16).join(', ')}]`,
    ],
    why: `it takes ${describeCounts(row.inputs)} and makes 1 output; -1 stands for an omitted input`,
    help: 'the file is damaged or was written by a newer or faulty converter: convert it again',
  });
  return false;
}

function describeCounts({ required, most }: InputCounts): string {
  if (!Number.isFinite(most)) return `${required} or more inputs`;
  return required === most ? `${required} ${required === 1 ? 'input' : 'inputs'}` : `${required} to ${most} inputs`;
}

/** Another operator's options would be read as numbers that they are not. A table without fields is not read. */
function checkOptionsTable(context: OperatorContext, { options: table }: Row): boolean {
  const { options, optionsType } = context.operator;
  if (
    table === null ||
    options === null ||
    optionsType === table.number ||
    Object.keys(optionFields(table)).length === 0
  )
    return true;
  refuseOption(context, `options table of type ${optionsType}; ${table.name} has number ${table.number}`);
  return false;
}
