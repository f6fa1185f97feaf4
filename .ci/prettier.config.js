/** The one layout of all TypeScript and JavaScript; what int8c emits has an indenter of its own. */
export default { printWidth: 120, singleQuote: true };
