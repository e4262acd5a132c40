// The entry is `<base>/assets/….js`, wherever a host application has mounted the dashboard; in development it is
// `/src/…`, and there the base is the root.
const entry = import.meta.url;
const place = new URL('..', entry).pathname.replace(/\/$/, '');

/** Where the dashboard is mounted, without a slash at the end: '' or `/ops/jobs`. */
export const basePath = import.meta.env.DEV ? '' : place;
