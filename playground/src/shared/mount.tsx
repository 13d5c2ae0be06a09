import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { language } from '../texts';
import './base.css';
import './customer.css';

/** Shows a page for customers, marked with the language that it is in. */
export function mount(page: ReactNode): void {
  document.documentElement.lang = language;
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<StrictMode>{page}</StrictMode>);
}
