import { lowerTable, type TableView } from '../table-activation.js';

export type LogisticTableView = TableView;

export const lowerLogisticTable = lowerTable('logistic');
