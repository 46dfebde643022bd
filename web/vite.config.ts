import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const folder = join(import.meta.dirname, '..', 'build', 'web')

// The binary carries each file also compressed, as well as it goes: it is done once, and sent often.
function precompressed(): Plugin {
    return {
        name: 'precompressed',
        apply: 'build',
        closeBundle() {
            const assets = join(folder, 'assets')
            for (const name of readdirSync(assets)) {
                const content = readFileSync(join(assets, name))
                const forms = {
                    gz: gzipSync(content, { level: 9 }),
                    br: brotliCompressSync(content, {
                        params: {
                            [constants.BROTLI_PARAM_QUALITY]: 11,
                            [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
                        },
                    }),
                }
                for (const [ending, smaller] of Object.entries(forms))
                    if (smaller.length < content.length)
                        writeFileSync(join(assets, `${name}.${ending}`), smaller)
            }
        },
    }
}

export default defineConfig({
    plugins: [react(), tailwindcss(), precompressed()],
    build: {
        outDir: folder,
        emptyOutDir: true,
        manifest: true,
        assetsInlineLimit: 0,
        // The page itself names all that the application begins with, so that it comes at once; the application names what patients'
        // pages are made of. Of the others, which are many, it would carry the lists for everybody.
        modulePreload: {
            polyfill: false,
            resolveDependencies: (file, parts, { hostType }) =>
                hostType === 'html' || /\/(pick|book|visit|appointments|offer|entrance)-/.test(file)
                    ? parts
                    : [],
        },
        // What every page needs is one file: on a slow line many small ones wait for each other.
        rolldownOptions: {
            output: {
                codeSplitting: {
                    groups: [{ name: 'base', test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// }],
                },
            },
        },
        reportCompressedSize: false,
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
