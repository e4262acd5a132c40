import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { TextField } from '../../components/text-field.js';
import { Problem } from '../../data/problem.js';
import { request } from '../../data/request.js';
import './login-page.css';

/** Where somebody enters: with the token of a link, which stands behind its `#`, or with one that is typed. */
export function LoginPage({ onEntered }: { onEntered: () => void }) {
  const [token, setToken] = useState('');
  const { enter, busy, fault } = useEntering(onEntered);
  return (
    <main className="login">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void enter(token);
        }}
      >
        <h1>
          <Icon name="retry" size={20} /> Infra Jobs
        </h1>
        <p className="quiet">
          Open the link that <code>infra serve</code> has printed, or enter a token made with{' '}
          <code>infra tokens create</code>.
        </p>
        <TextField
          label="Token"
          fault={fault}
          type="password"
          autoComplete="current-password"
          value={token}
          onChange={setToken}
        />
        <Button type="submit" kind="primary" busy={busy} disabled={token.trim() === ''}>
          Log in
        </Button>
      </form>
    </main>
  );
}

function useEntering(onEntered: () => void) {
  const [location, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const enter = async (token: string) => {
    setBusy(true);
    try {
      await request('POST', '/api/session', { token: token.trim() });
      if (location === '/login') navigate('/', { replace: true });
      onEntered();
    } catch (error) {
      setFault(
        error instanceof Problem ? [error.message, error.hint].filter(Boolean).join('. ') : String(error),
      );
      setBusy(false);
    }
  };
  const tried = useRef(false);
  useEffect(() => {
    const token = globalThis.location.hash.slice(1);
    if (tried.current || !token.startsWith('infra_')) return;
    tried.current = true;
    // It works once; neither the history nor a bookmark has to keep it.
    history.replaceState(null, '', globalThis.location.pathname);
    void enter(token);
  });
  return { enter, busy, fault };
}
