import { invalidValue } from '../exit/usage-error.js';

/** A job's name in the spellings that its file needs. */
export interface JobNames {
  /** `fetch_forecast` */
  readonly name: string;
  /** `FetchForecastJob` */
  readonly className: string;
  /** `fetch-forecast` */
  readonly fileName: string;
}

/** @throws {UsageError} for a name that is not snake_case. */
export function jobNames(name: string): JobNames {
  if (name.length > 100 || !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    throw invalidValue(
      `'${name}' is no name for a job: small letters, digits and single underscores, as in my_job`,
    );
  }
  const words = name.split('_');
  const className = `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Job`;
  return { name, className, fileName: words.join('-') };
}

/** @throws {UsageError} for a name that an extension cannot have. */
export function checkExtensionName(name: string): void {
  if (name.length <= 100 && /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(name)) return;
  throw invalidValue(
    `'${name}' is no name for an extension: lower-case words joined by _ or -, as in my_extension`,
  );
}
