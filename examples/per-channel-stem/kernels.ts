/** The real numbers of the layer, as training would have left them: 96 kernels of 9x5, and their biases. */

export const channels = 96;
const [height, width] = [9, 5] as const;

/** Every 16th kernel looks for single points that stand out. Its weights are large, what it finds is not. */
export const isSharp = (channel: number): boolean => channel % 16 === 15;

const amplitude = (channel: number): number => (isSharp(channel) ? 1.2 : 1 / 16);

/** Waves that cross the window, each channel at its own angle and frequency; of sharp ones each element has another sign. */
function element(channel: number, y: number, x: number): number {
  const angle = (channel * Math.PI) / 16;
  const frequency = isSharp(channel) ? Math.PI : 0.4 + channel / channels;
  const way = isSharp(channel) ? y + x : y * Math.cos(angle) + x * Math.sin(angle);
  return amplitude(channel) * Math.cos(frequency * way + (isSharp(channel) ? 0 : channel));
}

export const kernels = Array.from({ length: channels }, (_, channel) =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => element(channel, y, x))),
);

export const biases = Array.from({ length: channels }, (_, channel) => Math.sin(channel) / 16);

/** For each channel the largest absolute value of its kernel. */
export const largest = kernels.map((kernel) => Math.max(...kernel.flat().map(Math.abs)));
