import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../shared/base.css';
import './mailbox.css';
import { Mailbox } from './Mailbox';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Mailbox />
    </StrictMode>,
  );
}
