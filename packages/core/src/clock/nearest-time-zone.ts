/**
 * The time zone that was probably meant, or null: the same name spelt otherwise (`europe berlin`), or the only zone of a
 * city (`Berlin`).
 */
export function nearestTimeZone(name: string): string | null {
  const wanted = lettersOf(name);
  if (wanted === '') return null;
  const zones = Intl.supportedValuesOf('timeZone');
  const same = zones.find((zone) => lettersOf(zone) === wanted);
  if (same !== undefined) return same;
  const [city, ...others] = zones.filter((zone) => lettersOf(zone.slice(zone.lastIndexOf('/'))) === wanted);
  return city !== undefined && others.length === 0 ? city : null;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}
