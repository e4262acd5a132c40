/** What a word may become, and a few words about it; empty where there is nothing to say. */
export type Suggestion = readonly [value: string, description: string];
