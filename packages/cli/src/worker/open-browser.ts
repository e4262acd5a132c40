import { spawn } from 'node:child_process';

/**
 * Opens an address in the user's browser; `failed` is called where there is none.
 * @param link without a secret: other users see it among the arguments of the browser.
 */
export function openBrowser(link: string, failed: () => void): void {
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  if (program === undefined) return failed();
  const child = spawn(program, [...words, link], { detached: true, stdio: 'ignore' });
  child.once('error', failed);
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) failed();
  });
  child.unref();
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // The empty word is the window's title.
  win32: ['cmd', '/c', 'start', ''],
};
