import type { Hono } from 'hono';
import { z } from 'zod';
import { readBody } from '../http/read-body.js';
import type { WebContext, WebEnvironment } from '../http/web-context.js';
import { answerProblem } from '../problems/answer-problem.js';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import type { Admitted } from './doorkeeper.js';
import { nobodyIsLoggedIn } from './require-role.js';

const loginSchema = z.strictObject({ token: z.string().min(1).max(200) });

/** Routes what is about the session itself: who one is, logging in, logging out. */
export function routeSession(app: Hono<WebEnvironment>, { doorkeeper }: WebContext): void {
  app.get('/api/session', async (c) => {
    // Every page asks this first: that nobody is logged in is an answer and no refusal.
    if (doorkeeper.isUnnamed(c.req.raw)) return answerProblem(nobodyIsLoggedIn());
    return c.json(shown(await doorkeeper.admit(c.req.raw, c.env.connection, 'viewer')));
  });
  app.post('/api/session', async (c) => {
    const parsed = loginSchema.safeParse(await readBody(c.req.raw));
    if (!parsed.success) {
      throw new RequestRefusedError('invalid_request', 'the body is {"token": "…"}', {
        faults: [{ in: 'body', path: 'token', reason: 'a token or the secret of a link' }],
      });
    }
    const { cookie, admitted } = await doorkeeper.logIn(c.req.raw, c.env.connection, parsed.data.token);
    return c.json(shown(admitted), 200, { 'set-cookie': cookie });
  });
  app.delete('/api/session', async (c) => {
    return c.body(null, 204, { 'set-cookie': await doorkeeper.logOut(c.req.raw) });
  });
}

function shown({ name, role, hasSession, expiresAt }: Admitted) {
  return { name, role, can_log_out: hasSession, expires_at: expiresAt?.toISOString() ?? null };
}
