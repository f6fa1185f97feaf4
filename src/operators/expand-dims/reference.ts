export { referenceCopy as referenceExpandDims } from '../data-movement.js';
