import { elementCount, tensorBytes, type DataType, type Tensor } from '../../ir/tensor.js';
import { maxElements, maxRank } from './limits.js';
import { constantData, describeTensor, tensorOrigin, type ModelContext } from './model-context.js';
import { dataTypeOf, typeName } from './names.js';
import { convertQuantization } from './quantization.js';
import type { RawTensor } from './raw-model.js';

/**
 * A tensor of the file as one of the graph; null after reporting why it cannot be one. Data is a window on the file.
 */
export function convertTensor(context: ModelContext, raw: RawTensor): Tensor | null {
  const dtype = dataTypeOf(raw.typeCode);
  if (dtype === null) {
    context.findings.report('I8C1201', {
      message: `a tensor has the type ${typeName(raw.typeCode)}, which int8c does not know`,
      origin: tensorOrigin(context, raw),
      details: [describeTensor(raw)],
      why: 'values are int8, parameters int32, and float32 may stand at the edges of a model',
      help: 'convert again with full-integer int8 quantization',
    });
    return null;
  }
  if (!checkShape(context, raw) || !checkDataLength(context, raw, dtype)) return null;
  return {
    id: raw.index,
    name: raw.name,
    dtype,
    shape: raw.shape,
    quantization: convertQuantization(context, raw, dtype),
    data: constantData(context, raw),
    origin: tensorOrigin(context, raw),
  };
}

function checkShape(context: ModelContext, raw: RawTensor): boolean {
  const seen = shapeTrouble(raw.shape);
  if (seen === null) return true;
  context.findings.report('I8C1203', {
    message: 'a tensor has a shape that int8c cannot compile',
    origin: tensorOrigin(context, raw),
    details: [describeTensor(raw), seen],
    why: `a tensor has at most ${maxRank} dimensions of at least 1, and at most ${maxElements} elements`,
    help: 'the file is damaged, or the model has a tensor without elements: look at the layer that makes it',
  });
  return false;
}

function shapeTrouble(shape: readonly number[]): string | null {
  if (shape.length > maxRank) return `${shape.length} dimensions`;
  const axis = shape.findIndex((size) => size < 1);
  if (axis !== -1) return `dimension ${axis} has size ${shape[axis] ?? ''}`;
  // Eight factors below 2^31 stay far inside the range of a double, if not exact.
  return elementCount(shape) > maxElements ? `${elementCount(shape)} elements` : null;
}

function checkDataLength(context: ModelContext, raw: RawTensor, dtype: DataType): boolean {
  const data = constantData(context, raw);
  const needed = tensorBytes({ dtype, shape: raw.shape });
  if (data === null || data.length === needed) return true;
  context.findings.report('I8C3003', {
    message: 'the data of a constant tensor does not have the length that its shape asks for',
    origin: tensorOrigin(context, raw),
    details: [describeTensor(raw), `buffer ${raw.buffer} has ${data.length} bytes, ${needed} are needed`],
    why: 'the bytes of a constant are its elements one after another, nothing less and nothing more',
    help: 'the file is damaged or its converter is faulty: copy or convert it again',
  });
  return false;
}
