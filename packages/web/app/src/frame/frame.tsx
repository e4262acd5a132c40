import { Suspense, useEffect, useRef, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { IconButton } from '../components/button.js';
import { EmptyState } from '../components/empty-state.js';
import { Skeleton } from '../components/skeleton.js';
import { useLiveEvents } from '../data/live-events.js';
import { ConnectionState } from './connection-state.js';
import { FaultBarrier } from './fault-barrier.js';
import { KeysDialog } from './keys-dialog.js';
import { QuickFind } from './quick-find.js';
import { routes } from './routes.js';
import { SessionMenu } from './session-menu.js';
import { SideNavigation } from './side-navigation.js';
import { ThemeSwitch } from './theme-switch.js';
import { useKeys } from './use-keys.js';
import './frame.css';

/** What is around every page: navigation, the state of the connection, who is logged in. */
export function Frame() {
  const [location] = useLocation();
  const [navigation, setNavigation] = useState(false);
  const [keys, setKeys] = useState(false);
  const connection = useLiveEvents();
  const main = useFocusOnArrival(location);
  useKeys(() => setKeys(true));
  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <SideNavigation open={navigation} onClose={() => setNavigation(false)} />
      <header className="top-bar">
        <span className="only-narrow">
          <IconButton
            label="Navigation"
            icon="menu"
            aria-expanded={navigation}
            aria-controls="navigation"
            onClick={() => setNavigation(!navigation)}
          />
        </span>
        <QuickFind />
        <div className="row">
          <ConnectionState connection={connection} />
          <span className="only-wide">
            <IconButton label="Keys (?)" icon="keyboard" onClick={() => setKeys(true)} />
          </span>
          <ThemeSwitch />
          <SessionMenu />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <FaultBarrier key={location}>
          <Suspense fallback={<Skeleton lines={8} />}>
            <Switch>
              {routes.map(({ path, page: Page }) => (
                <Route key={path} path={path}>
                  <Page />
                </Route>
              ))}
              <Route path="/login">
                <Redirect to="/" replace />
              </Route>
              <Route>
                <EmptyState icon="search" title="There is no such page">
                  The address may be mistyped, or the page was of an older version.
                </EmptyState>
              </Route>
            </Switch>
          </Suspense>
        </FaultBarrier>
      </main>
      <KeysDialog open={keys} onClose={() => setKeys(false)} />
    </div>
  );
}

/** After a change of page the keyboard begins at its content, and a screen reader says where it is. */
function useFocusOnArrival(location: string) {
  const main = useRef<HTMLElement>(null);
  const before = useRef(location);
  useEffect(() => {
    if (before.current === location) return;
    before.current = location;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [location]);
  return main;
}
