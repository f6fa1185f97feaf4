export { referenceCopy as referenceSqueeze } from '../data-movement.js';
