/**
 * int8c compiles quantized neural networks to C for Cortex-M, bit-exact to the TensorFlow Lite Micro reference kernels.
 *
 * The way of a model: `readTflite`, `readJsonDescription` or `readSourceDescription` make a graph of a file, `checkModel` says what is wrong with it, `compile` turns it
 * into the files of a C package, `createSimulator` runs it as it was read, and `verify` holds the one against the
 * other. Functions whose input comes from a user return a `Result`: a value, or diagnostics that say where, what was
 * seen and what to do. Only faults of int8c itself are thrown.
 */
export { checkModel } from './analysis/check-model.js';
export {
  loadBinding,
  type Binding,
  type BindingOptions,
  type BoundModel,
  type BoundPort,
} from './binding/bound-model.js';
export { readPackage } from './binding/read-package.js';
export { dequantizeValues, quantizeValues, type QuantizedPort } from './binding/real-values.js';
export { valueOrThrow } from './binding/value-or-throw.js';
export { compile, planProgram, type CompileOptions, type ModelSource } from './compiler.js';
export type { CodePage } from './diagnostics/codes.js';
export {
  diagnostic,
  fail,
  failure,
  hasErrors,
  success,
  type Diagnostic,
  type DiagnosticCode,
  type Result,
  type Severity,
} from './diagnostics/diagnostic.js';
export { describeOrigin, type Origin } from './diagnostics/origin.js';
export { diagnosticToJson } from './diagnostics/render-json.js';
export { renderDiagnostic, renderDiagnostics } from './diagnostics/render-terminal.js';
export { isValidPrefix, prefixFromFileName, validPrefix } from './emit/c-identifier.js';
export type { EmittedFile, EmittedPackage, FileRole, Manifest, ManifestLayer, ManifestTensor } from './emit/package.js';
export { withBinding } from './emit/typed-binding.js';
export type { ManifestFile } from './emit/package-files.js';
export { packageVersion } from './version.js';
export { readArray } from './formats/arrays/read-array.js';
export * from './formats/description/builders.js';
export { describeGraph, type DescribedData, type DescribedModel } from './formats/description/describe-graph.js';
export { descriptionSchema } from './formats/description/json-schema.js';
export type {
  BoundsDescription,
  ConstantDescription,
  Data,
  DataFile,
  InputDescription,
  LayerDescription,
  LayerFields,
  ModelDescription,
  NumberList,
  OutputDescription,
} from './formats/description/layer-types.js';
export { printJson, printTypeScript } from './formats/description/print-description.js';
export { readDescription } from './formats/description/read-description.js';
export { readJsonDescription } from './formats/description/read-json.js';
export { readSourceDescription } from './formats/description/read-source.js';
export type { DescriptionSource, Path as DescriptionPath } from './formats/description/source-context.js';
export { readTflite } from './formats/tflite/read-tflite.js';
export { tensorOf, type Graph, type Node } from './ir/graph.js';
export { printGraph } from './ir/print-graph.js';
export {
  bytesOf,
  elementCount,
  formatShape,
  tensorBytes,
  type DataType,
  type Quantization,
  type Shape,
  type Tensor,
  type TensorId,
  type TensorValues,
} from './ir/tensor.js';
export { loadModel, type LoadedModel, type LoadOptions } from './models/load-model.js';
export type { Program, ProgramStep } from './lowering/program.js';
export type { Rounding } from './numerics/rounding.js';
export { operators } from './operators/registry.js';
export { findCodePage, allCodePages } from './report/code-pages.js';
export { renderCodeList, renderCodePage } from './report/code-text.js';
export { renderCompileSummary } from './report/compile-summary.js';
export { inspectProgram, type InspectReport } from './report/inspect.js';
export { renderInspection } from './report/inspect-text.js';
export { npyBytes } from './formats/arrays/write-npy.js';
export { extremes, realValue, renderOutputs, reportOutputs, type OutputReport } from './report/outputs.js';
export { renderTargets } from './report/target-table.js';
export { renderTrace, type TraceLine } from './report/trace-table.js';
export { findRunner, runnerNames } from './runners/index.js';
export type { Runner, RunnerName } from './runners/runner.js';
export { simulateBatch, type BatchOptions, type Frame } from './simulator/batch.js';
export { testCaseCount, testInputs } from './simulator/test-vectors.js';
export { affordable, simulationSteps } from './simulator/work.js';
export { createSimulator, type Simulator, type TensorObserver } from './simulator/simulate.js';
export { jsonText } from './text/json.js';
export { visible, visibleData } from './text/visible.js';
export { loadTarget, targetNames } from './targets/load-target.js';
export type { Target, TargetFeature, TargetMemory } from './targets/target.js';
export { extremeCases, givenCases, randomCases, type VerifyCase } from './verify/cases.js';
export { differenceDiagnostics, verifyModel, type VerifyOptions, type VerifyReport } from './verify/verify.js';
