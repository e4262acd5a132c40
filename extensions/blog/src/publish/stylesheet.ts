/** The one style sheet: light and dark by the reader's choice, no fonts to load, readable when narrow and on paper. */
export const stylesheet = `:root {
  color-scheme: light dark;
  --ground: light-dark(#fdfcfa, #16181c);
  --raised: light-dark(#f3f1ec, #1f2228);
  --line: light-dark(#dedad2, #33373f);
  --ink: light-dark(#22252b, #e4e3df);
  --quiet: light-dark(#5c626d, #a3a8b2);
  --link: light-dark(#0b57a4, #8ab8f2);
  --mark: light-dark(#b3541e, #f0a070);
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 0 1.25rem; max-width: 42rem; min-height: 100vh;
  display: flex; flex-direction: column;
  background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.65 "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", Georgia, serif;
  overflow-wrap: break-word; hanging-punctuation: first last;
}
main { flex: 1; padding: 1.5rem 0 3rem; }
a { color: var(--link); text-decoration-thickness: from-font; text-underline-offset: 0.15em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; border-radius: 2px; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-wrap: balance; margin: 2.2em 0 0.6em; }
h1 { font-size: 2.1rem; margin-top: 0.4em; letter-spacing: -0.01em; }
h2 { font-size: 1.45rem; }
h3 { font-size: 1.2rem; }
h4, h5, h6 { font-size: 1.0625rem; }
p, ul, ol, blockquote, pre, table, figure, dl, details { margin: 0 0 1.1em; }
dt { font-weight: 700; }
dd { margin: 0 0 0.5em 1.1rem; }
summary { cursor: pointer; }
sub, sup { line-height: 0; }
time { white-space: nowrap; }
p { text-wrap: pretty; }
li + li { margin-top: 0.25em; }
img, picture { max-width: 100%; height: auto; border-radius: 4px; }
blockquote { margin-left: 0; padding-left: 1.1rem; border-left: 4px solid var(--line); color: var(--quiet); }
code, kbd, samp, pre { font-family: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace; font-size: 0.88em; }
code, kbd { background: var(--raised); padding: 0.1em 0.3em; border-radius: 4px; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 0.9rem 1rem; overflow-x: auto; line-height: 1.5; }
kbd { border: 1px solid var(--line); }
pre code { background: none; padding: 0; font-size: 1em; }
.table-scroll { overflow-x: auto; margin-bottom: 1.1em; }
table { border-collapse: collapse; margin: 0; font-size: 0.95em; }
th, td { padding: 0.4rem 0.8rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { border-bottom-width: 2px; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: 0.5rem 1rem; }
.site-header, .site-footer { font-family: system-ui, sans-serif; font-size: 0.9375rem; }
.site-header { display: flex; flex-wrap: wrap; gap: 0.4rem 1.5rem; align-items: baseline; justify-content: space-between; padding: 1.5rem 0 1rem; border-bottom: 1px solid var(--line); }
.site-header a { color: inherit; text-decoration: none; }
.site-header a:hover, .site-header a[aria-current] { text-decoration: underline; }
.site-title { font-weight: 700; font-size: 1.0625rem; }
.menu { display: flex; flex-wrap: wrap; gap: 0.3rem 1.1rem; list-style: none; margin: 0; padding: 0; }
.menu li { margin: 0; }
.site-footer { display: flex; flex-wrap: wrap; gap: 0.3rem 1.5rem; padding: 1.25rem 0 2rem; border-top: 1px solid var(--line); color: var(--quiet); }
.site-footer p { margin: 0; }
.about { color: var(--quiet); font-family: system-ui, sans-serif; font-size: 0.9rem; margin-bottom: 1.6em; }
.lead { font-size: 1.15rem; color: var(--quiet); }
.posts { list-style: none; padding: 0; }
.posts > li { margin: 0 0 1.9rem; }
.posts h2, .posts h3 { margin: 0 0 0.15rem; font-size: 1.25rem; }
.posts .about { margin-bottom: 0.3rem; }
.posts p { margin-bottom: 0; }
.rows { list-style: none; padding: 0; }
.rows li { display: flex; gap: 1.2rem; margin: 0.3rem 0; }
.rows time { flex: none; width: 6.5rem; color: var(--quiet); font-family: system-ui, sans-serif; font-size: 0.85rem; line-height: 1.95; font-variant-numeric: tabular-nums; }
.tags { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; padding: 0; font-family: system-ui, sans-serif; font-size: 0.875rem; }
.tags li { margin: 0; }
.tags a { display: block; padding: 0.15rem 0.7rem; border: 1px solid var(--line); border-radius: 1rem; text-decoration: none; }
.tags a:hover { border-color: currentColor; }
.neighbours { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.5rem 2rem; border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1rem; }
.task-list-container { list-style: none; padding-left: 0.3rem; }
.footnotes { font-size: 0.92em; }
.footnotes-sep { margin-bottom: 1.2rem; }
@media (max-width: 30rem) {
  body { font-size: 1rem; }
  h1 { font-size: 1.75rem; }
  .rows li { flex-direction: column; gap: 0; }
}
@media print {
  .site-header nav, .site-footer, .neighbours, .skip { display: none; }
  body { max-width: none; font-size: 11pt; }
  pre { white-space: pre-wrap; }
}
`;
