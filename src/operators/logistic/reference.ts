export { referenceTable as referenceLogistic } from '../table-activation.js';
