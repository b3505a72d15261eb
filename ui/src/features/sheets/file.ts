/** As the program says: more than this it does not take. */
export const MOST_BYTES = 10 * 1024 * 1024;
