// Reads of the API are eventually consistent.

/** For this long a read may still show a target as it was before a register or deregister. */
export const READ_LAG_MILLISECONDS = 60_000;
