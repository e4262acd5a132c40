import './styles/tokens.css';
import './styles/base.css';
import './components/controls.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { Notices } from './components/toast.js';
import { basePath } from './data/base-path.js';
import { createQueryClient } from './data/query-client.js';
import { Entrance } from './frame/entrance.js';
import { loadPageAt } from './frame/routes.js';
import { applyStoredTheme } from './frame/theme.js';

applyStoredTheme();
loadPageAt(location.pathname.slice(basePath.length) || '/');
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <Router base={basePath}>
        <Notices>
          <Entrance />
        </Notices>
      </Router>
    </QueryClientProvider>
  </StrictMode>,
);
