import robotsParser from 'robots-parser';

/** What a host lets be asked for. */
export interface RobotsRules {
  allows(url: URL): boolean;
  /** The pause that it wishes for, in milliseconds; 0 when it does not say. */
  readonly delayMs: number;
}

/** By this name hosts address this program in robots.txt. */
const robotName = 'infra-blog';

/** For a host that has no robots.txt: everything may be asked for. */
export const everything: RobotsRules = { allows: () => true, delayMs: 0 };

// robots-parser is CommonJS with types for ES modules: its function is the default export by its types and in Node.
const parse = robotsParser as unknown as typeof robotsParser.default;

/** Reads a robots.txt. */
export function readRobots(url: URL, text: string): RobotsRules {
  const rules = parse(url.href, text);
  return {
    allows: (asked) => rules.isAllowed(asked.href, robotName) ?? true,
    delayMs: Math.max(0, rules.getCrawlDelay(robotName) ?? 0) * 1000,
  };
}
