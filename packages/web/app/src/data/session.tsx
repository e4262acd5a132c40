import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use } from 'react';
import { basePath } from './base-path.js';
import { request } from './request.js';

/** What somebody may do; each may do what those before it may. */
export type Role = 'viewer' | 'operator' | 'admin';

/** Who looks at the page. */
export interface Session {
  readonly name: string;
  readonly role: Role;
  /** Whether there is a session to leave: not with `--no-login`, nor where a host application decides. */
  readonly can_log_out: boolean;
}

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

const SessionContext = createContext<Session | null>(null);

/** Asks who the viewer is. */
export function useSessionQuery() {
  return useQuery({
    queryKey: ['session'],
    queryFn: () => request<Session>('GET', '/api/session'),
    staleTime: Infinity,
  });
}

/** Makes the session known to what it contains. */
export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who is logged in. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('there is no session outside of the frame');
  return session;
}

/** Whether the viewer may do what this role may: what he may not is not offered. */
export function useMay(role: Role): boolean {
  return ranks[useSession().role] >= ranks[role];
}

/** Shows what it contains only to whom this role is given. */
export function Allowed({ to, children }: { to: Role; children: ReactNode }) {
  return useMay(to) ? children : null;
}

/** Ends the session and forgets all that was read with it. */
export function useLogOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await request('DELETE', '/api/session', {});
    queries.clear();
    // What was begun here and not finished is not for whoever logs in next.
    sessionStorage.clear();
    location.assign(`${basePath}/`);
  };
}
