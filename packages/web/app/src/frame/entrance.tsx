import { useQueryClient } from '@tanstack/react-query';
import { ProblemNote } from '../components/problem-note.js';
import { Skeleton } from '../components/skeleton.js';
import { Problem } from '../data/problem.js';
import { SessionProvider, useSessionQuery } from '../data/session.js';
import { LoginPage } from '../pages/login/login-page.js';
import { Frame } from './frame.js';

/** The dashboard for whoever is logged in, and the login for everybody else, at whatever address they came to. */
export function Entrance() {
  const session = useSessionQuery();
  const queries = useQueryClient();
  if (session.error instanceof Problem && session.error.status === 401)
    return <LoginPage onEntered={() => void queries.invalidateQueries()} />;
  if (session.data !== undefined)
    return (
      <SessionProvider session={session.data}>
        <Frame />
      </SessionProvider>
    );
  if (session.error !== null)
    return (
      <main className="entrance">
        <ProblemNote error={session.error} again={() => void session.refetch()} />
      </main>
    );
  return (
    <main className="entrance">
      <Skeleton />
    </main>
  );
}
