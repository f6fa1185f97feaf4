/** Nothing is derived: only the shape changes. */
export function prepareSqueeze(): null {
  return null;
}
