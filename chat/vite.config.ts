import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const NAMED: Readonly<Record<string, string>> = {
  'askfolio-chat': 'embed/[name].js',
  passkeys: 'signin/[name].js',
};

/**
 * The page must live under `script-src 'self'; style-src 'self'` and ask nobody but its own server: every script,
 * style and picture is a hashed file beside index.html, nothing is inlined.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../dist/page', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        page: fileURLToPath(new URL('index.html', import.meta.url)),
        'askfolio-chat': fileURLToPath(new URL('embed/askfolio-chat.ts', import.meta.url)),
        passkeys: fileURLToPath(new URL('signin/passkeys.ts', import.meta.url)),
      },
      output: {
        // Other sites and the pages of signing in name these: their addresses never change.
        entryFileNames: ({ name }) => NAMED[name] ?? 'assets/[name]-[hash].js',
      },
      preserveEntrySignatures: 'exports-only',
    },
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
});
