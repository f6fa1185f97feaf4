/**
 * Makes the example model: fits a small network to synthetic tones, quantizes it, and writes tone_sweep.tflite and a
 * sample input beside this file. The same bytes every time: fixed seeds, and arithmetic that IEEE 754 defines to the
 * bit.
 *
 *     npm run examples
 */
import { writeFileSync } from 'node:fs';

import { npyBytes, type Graph } from '../../src/index.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';
import { fitNetwork, spectrogram } from './fit-network.js';
import { activationQuantization, quantizeNetwork, quantizeValues } from './quantize-network.js';
import { bands, createRandom, drawTone, drawTones, frames } from './tones.js';

const weightSeed = 20181;
const toneSeed = 806;
const sampleSeed = 34;
const tonesPerClass = 100;

/** Energies are 0 … 1. */
export const energyQuantization = activationQuantization(0, 1);

/** The quantized network, before it is a file. */
export function makeGraph(): Graph {
  const tones = drawTones(tonesPerClass, createRandom(toneSeed));
  const layers = fitNetwork(tones, createRandom(weightSeed));
  const samples = tones.map(({ energies }) => spectrogram(energies));
  return quantizeNetwork('tone_sweep', layers, samples, energyQuantization);
}

/** The files of the example, by name. */
export function makeFiles(): Map<string, Uint8Array> {
  const rising = quantizeValues(drawTone('rising', createRandom(sampleSeed)), energyQuantization);
  return new Map([
    ['tone_sweep.tflite', writeTflite(makeGraph())],
    ['rising.npy', npyBytes('int8', [1, frames, bands, 1], rising)],
  ]);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const [name, bytes] of makeFiles()) {
    writeFileSync(new URL(name, import.meta.url), bytes);
    console.log(`examples/tone-sweep/${name}   ${bytes.length} bytes`);
  }
}
