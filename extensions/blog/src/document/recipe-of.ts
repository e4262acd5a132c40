// Raised when the same file would become another document: every document is then made again.
const recipeVersion = 1;

/** What documents are made by: see `DocumentTable.recipe`. */
export function recipeOf(timeZone: string): string {
  return `${recipeVersion} ${timeZone}`;
}
