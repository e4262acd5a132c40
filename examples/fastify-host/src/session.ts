import { createHash, randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const cookie = 'visitor';

/**
 * The name of the session that a request belongs to, and whether it begins with this request. The cookie's value lets
 * its bearer in, so what is recorded, shown and logged is a name derived from it.
 */
export function sessionOf(request: FastifyRequest, reply: FastifyReply): { name: string; begins: boolean } {
  const secret = secretIn(request.headers.cookie ?? '');
  if (secret !== undefined) return { name: sessionName(secret), begins: false };
  const fresh = randomUUID();
  reply.header('set-cookie', `${cookie}=${fresh}; Path=/; HttpOnly; SameSite=Lax`);
  return { name: sessionName(fresh), begins: true };
}

export function sessionName(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}

/** The session's secret in a Cookie or Set-Cookie header. */
export function secretIn(header: string): string | undefined {
  return new RegExp(`(?:^|;\\s*)${cookie}=([0-9a-f-]{36})(?:;|$)`).exec(header)?.[1];
}
