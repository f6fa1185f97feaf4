/** What a piece of text is, for renderers that can show it. */
export type Emphasis = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Marks up text for a terminal, or leaves it as it is. */
export type Paint = (emphasis: Emphasis, text: string) => string;

export const plain: Paint = (_emphasis, text) => text;
