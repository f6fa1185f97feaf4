export { referenceTable as referenceTanh } from '../table-activation.js';
