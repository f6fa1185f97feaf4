/** Nothing is derived: only the shape changes. */
export function prepareReshape(): null {
  return null;
}
