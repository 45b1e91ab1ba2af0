// How the browser code is bundled. sw.js and embed.js keep their names: other pages and browsers remember them.
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/ui/',
  publicDir: 'public',
  build: {
    // Phones of 2020 and later (Chrome 88, Safari 14.1); older ones get the help pages, which need no script.
    target: ['es2020', 'chrome88', 'safari14'],
    cssTarget: ['chrome88', 'safari14'],
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['chat/main.ts', 'page.ts', 'sw.ts', 'embed.ts'].map((file) => new URL(file, import.meta.url).pathname),
      output: {
        entryFileNames: ({ name }) => (name === 'sw' || name === 'embed' ? '[name].js' : '[name]-[hash:8].js'),
        chunkFileNames: '[name]-[hash:8].js',
        assetFileNames: '[name]-[hash:8][extname]',
      },
    },
  },
});
