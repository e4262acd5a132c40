/** Lines on a grid of 16 by 16. */
const paths = {
  operations: 'M2 9h3l2-6 3 10 2-4h2',
  jobs: 'M3 4h10M3 8h10M3 12h6',
  runs: 'M5 3.5v9l7.5-4.5z',
  failures: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1',
  approvals: 'M3 8.5 6.5 12 13 4.5',
  builder: 'M2.5 3.5h5v3h-5zM8.5 9.5h5v3h-5zM5 6.5V11h3.5',
  health: 'M8 13S2.5 9.8 2.5 6.1A2.9 2.9 0 0 1 8 4.8a2.9 2.9 0 0 1 5.5 1.3C13.5 9.8 8 13 8 13z',
  audit: 'M4 2.5h8v11H4zM6.5 5.5h3M6.5 8h3M6.5 10.5h2',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 14 14',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  screen: 'M2.5 3h11v8h-11zM6 13.5h4',
  keyboard: 'M1.5 4.5h13v7h-13zM4 7h.1M6.6 7h.1M9.3 7h.1M12 7h.1M5 9.3h6',
  person: 'M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c.5-2.5 2.5-4 5-4s4.5 1.5 5 4',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.800V8l2.3 1.5',
  hourglass: 'M4.5 2.500h7M4.5 13.500h7M5.5 2.500c0 3 5 4.5 5 8v3M10.5 2.500c0 3-5 4.5-5 8v3',
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  stop: 'M4.5 4.500h7v7h-7z',
  slash: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM4 12l8-8',
  hand: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.3 5.500v5M9.7 5.500v5',
  retry: 'M13 8a5 5 0 1 1-1.6-3.700M13 2.500v2.800h-2.8',
  up: 'M8 13V3.500M4 7.500l4-4 4 4',
  down: 'M8 3v9.500M4 8.500l4 4 4-4',
  right: 'M6 3.5 10.5 8 6 12.5',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  link: 'M6.5 9.500l3-3M7 4.500l1.5-1.500a2.8 2.8 0 0 1 4 4L11 8.500M9 11.5 7.5 13a2.8 2.8 0 0 1-4-4L5 7.5',
  plus: 'M8 3v10M3 8h10',
  pause: 'M5.5 3.500v9M10.5 3.500v9',
} as const;

export type IconName = keyof typeof paths;

/** A small drawing beside a word that says the same; read aloud it is nothing. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
