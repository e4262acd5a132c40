// ICU also knows abbreviations that are no IANA names, and reads some of them otherwise than their user (IST is India).
const ianaWithThreeLetters = new Set('CET EET EST GMT HST MET MST PRC ROC ROK UCT UTC WET'.split(' '));

/** Whether this is the IANA name of a time zone, an alias included; an offset such as `+02:00` is none. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]|^SystemV\//i.test(name)) return false;
  if (/^[a-z]{3}$/i.test(name) && !ianaWithThreeLetters.has(name.toUpperCase())) return false;
  try {
    Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

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
