export { referenceCopy as referenceReshape } from '../data-movement.js';
