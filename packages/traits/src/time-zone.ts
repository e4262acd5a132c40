// ICU also knows abbreviations that are no IANA names, and reads some of them otherwise than their user (IST is India).
const ianaWithThreeLetters = new Set('CET EET EST GMT HST MET MST PRC ROC ROK UCT UTC WET'.split(' '));

/** Whether this is the IANA name of a time zone, an alias included; an offset such as `+02:00` is none. */
export function isTimeZone(name: string): boolean {
  // The one that almost every schedule has; asking the platform takes 20 ms the first time.
  if (name === 'UTC') return true;
  if (/^[+-]|^SystemV\//i.test(name)) return false;
  if (/^[a-z]{3}$/i.test(name) && !ianaWithThreeLetters.has(name.toUpperCase())) return false;
  try {
    Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
