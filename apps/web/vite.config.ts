import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const API = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  // `source` reads libs/shared as TypeScript, so that the web build waits for no other build.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': API, '/socket.io': { target: API, ws: true } },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // An inlined asset would be a data: address, which the content security policy refuses.
    assetsInlineLimit: 0,
    // The preload polyfill is an inline script in older templates; every browser we support preloads by itself.
    modulePreload: { polyfill: false },
  },
});
