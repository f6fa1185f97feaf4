import { lowerTable, type TableView } from '../table-activation.js';

export type TanhTableView = TableView;

export const lowerTanhTable = lowerTable('tanh');
