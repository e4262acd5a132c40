/** The name under which core's own migrations are recorded. */
export const corePackage = 'core';

/** How many of core's migrations this program knows: told apart from the migrations so that reading it loads no Kysely. */
export const coreSchemaVersion = 13;
