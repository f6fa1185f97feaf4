import { makeGraph, energyQuantization } from './make-model.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { quantizeValues } from './quantize-network.js';
import { createRandom, drawTones, toneClasses } from './tones.js';
import { checkModel } from '../../src/compiler.js';
import { operatorOf } from '../../src/operators/registry.js';
const g = makeGraph();
console.log(JSON.stringify(checkModel(g,'double')).slice(0,500));
console.log('macs', g.nodes.map(n=>operatorOf(n).macs(n,g.tensors)));
const sim = createSimulator(g,'double');
let ok=0; const N=100; const sat = new Map<string,number[]>();
for (const {label,energies} of drawTones(N, createRandom(99))) {
  const [o] = sim.run([quantizeValues(energies, energyQuantization)], (t,v)=>{ const s=sat.get(t.name)??[0,0,0,999,-999]; for(const x of v){s[0]!++; if(x===127)s[1]!++; if(x===-128)s[2]!++; s[3]=Math.min(s[3]!,x); s[4]=Math.max(s[4]!,x);} sat.set(t.name,s);});
  const a=[...o!]; if (toneClasses[a.indexOf(Math.max(...a))]===label) ok++;
  if (ok<8) console.log(label, a);
}
console.log(ok/(4*N)); for (const [k,[n,h,l,a,b]] of sat) console.log(k,'hi',(h!/n!*100).toFixed(2)+'%','lo',(l!/n!*100).toFixed(2)+'%',a,b);
for (const t of g.tensors.values()) if (t.quantization?.kind==='perTensor'&&t.data===null) console.log(t.name,t.shape.join('x'),t.quantization.scale,t.quantization.zeroPoint);
