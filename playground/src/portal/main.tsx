import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../shared/base.css';
import './portal.css';
import { Portal } from './Portal';
import { takeLinkToken } from './session';

const token = takeLinkToken();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Portal linkToken={token} />
    </StrictMode>,
  );
}
