/** Nothing is derived: only the shape changes. */
export function prepareExpandDims(): null {
  return null;
}
