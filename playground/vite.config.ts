import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { type Plugin, defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const pages = ['index', 'portal', 'book', 'link', 'mailbox'];
const server = process.env.LETHE_URL ?? 'http://127.0.0.1:8080';

// GraphiQL's stylesheet carries its fonts as data: URLs, which the CSP refuses; the page uses the system's fonts.
const withoutEmbeddedFonts: Plugin = {
  name: 'without-embedded-fonts',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('graphiql/dist/style.css')) return;
    return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null };
  },
};

export default defineConfig({
  base: '/playground/',
  plugins: [withoutEmbeddedFonts, react()],
  resolve: {
    // The original writes inline <style> elements, which the CSP refuses.
    alias: { 'react-style-singleton': at('src/shared/style-singleton.ts') },
  },
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: Object.fromEntries(pages.map((page) => [page, at(`${page}.html`)])),
    },
  },
  server: {
    proxy: { '/graphql': { target: server, ws: true }, '/demo': server },
  },
  test: { include: ['src/**/*.test.ts'] },
});
