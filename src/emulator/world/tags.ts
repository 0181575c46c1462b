// Tags of a thing: key → value.

export type Tags = Record<string, string>;
