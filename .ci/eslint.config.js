import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** Types are checked by tsc; this holds what tsc does not: promises, switches, imports, size. */
export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: [`${repository}/tsconfig.json`], tsconfigRootDir: repository } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Interfaces here are records of plain functions: none of them knows `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // noUncheckedIndexedAccess makes callers write `?? 0` where the types alone cannot see that an index is inside.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      eqeqeq: 'error',
      'no-else-return': 'error',
      'no-param-reassign': 'error',
      'prefer-const': 'error',
      'max-lines': ['error', 320],
      'max-lines-per-function': ['error', { max: 48, skipComments: true }],
      'max-depth': ['error', 5],
      complexity: ['error', 18],
    },
  },
  {
    files: ['src/**/*.ts'],
    // Reports go through the terminal of the CLI, which knows --json.
    rules: { 'no-console': 'error' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // Lists of cases, one below the other.
      'max-lines': ['error', 480],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // ts-morph hands out subclasses of its nodes that its own types do not connect.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['**/*.js'],
    rules: { eqeqeq: 'error', 'prefer-const': 'error', 'no-var': 'error', 'no-undef': 'off' },
  },
);
