import { buildGraph } from '../../src/ir/builder.js';
import type { FixedPointNumbers, Graph, Node } from '../../src/ir/graph.js';
import type { Tensor } from '../../src/ir/tensor.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { anyShift, resolveFactors, type FactorSpecs } from '../../src/operators/factors.js';
import { outputBounds, type BoundedSite } from '../../src/operators/output-bounds.js';
import { prepareGraph, type PreparedGraph } from '../../src/operators/prepare-graph.js';
import type { AnySite } from '../../src/operators/site.js';

/**
 * The same model as a description has it that gives multipliers, shifts and bounds, and scales only where something
 * else follows from them.
 */
export function explicitGraph(graph: Graph, rounding: Rounding): Graph {
  const prepared = prepareGraph(graph, rounding);
  const nodes = graph.nodes.map((node) => ({ node, fixedPoint: numbersOf(node, prepared) }));
  const scaled = new Set(nodes.flatMap(({ node, fixedPoint }) => scaledTensors(node, prepared, fixedPoint)));
  return buildGraph({
    ...graph,
    tensors: [...graph.tensors.values()].map((tensor) => (scaled.has(tensor.id) ? tensor : unscaled(tensor))),
    nodes: nodes.map(({ node, fixedPoint }) => ({ ...node, fixedPoint })),
  });
}

function numbersOf(node: Node, prepared: PreparedGraph): FixedPointNumbers {
  const { arithmetic, site } = prepared.of(node);
  const specs = arithmetic.factors as FactorSpecs<AnySite>;
  const factors = Object.entries(resolveFactors(specs, site)).filter(([name, numbers]) => {
    const { least, most } = specs[name]?.shifts ?? anyShift;
    return numbers.every(({ shift }) => shift >= least && shift <= most);
  });
  const { activation } = site.attributes as Partial<BoundedSite['attributes']>;
  const bounds = arithmetic.bounded && activation !== undefined ? outputBounds(site as unknown as BoundedSite) : null;
  // Of an activation that clamps everything away nothing is left to give.
  return { factors: Object.fromEntries(factors), bounds: bounds !== null && bounds.min <= bounds.max ? bounds : null };
}

/** Tensors that keep their scale because a number of this node still follows from it. */
function scaledTensors(node: Node, prepared: PreparedGraph, { factors, bounds }: FixedPointNumbers): number[] {
  const { arithmetic, site } = prepared.of(node);
  const derived = Object.entries(arithmetic.factors as FactorSpecs<AnySite>).filter(([name]) => !(name in factors));
  const ports = [...arithmetic.scalesOf, ...derived.flatMap(([, { scalesOf }]) => scalesOf)];
  const tensors = { ...site.inputs, ...site.outputs } as Readonly<Record<string, Tensor | null>>;
  const needed = ports.flatMap((port) => tensors[port]?.id ?? []);
  return arithmetic.bounded && bounds === null ? [...needed, ...node.outputs] : needed;
}

function unscaled(tensor: Tensor): Tensor {
  const { quantization } = tensor;
  if (quantization === null) return tensor;
  const zeroPoint = quantization.kind === 'perChannel' ? 0 : quantization.zeroPoint;
  return { ...tensor, quantization: { kind: 'unscaled', zeroPoint } };
}
