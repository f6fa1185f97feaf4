/** Spectrograms in one inference. On a board it is 1, here as many as a test set has. */
export const batch = 500;
