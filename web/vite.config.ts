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

// Pages that people come to from elsewhere. The binary names their parts with the page, so that they are asked for at once and not
// when the application begins. A line each: "/doctors/ assets/pick-B1x2.js ...".
const entrances = {
    '/doctors/': 'src/pages/pick.tsx',
    '/book/': 'src/pages/book.tsx',
    '/sign-in': 'src/pages/entrance.tsx',
    '/sign-up': 'src/pages/entrance.tsx',
    '/appointments': 'src/pages/appointments.tsx',
}

// Pages whose parts the application names, so that they are asked for with the page itself: patients' pages, and those of many parts. Of
// all others it would carry the lists for everybody.
const named_with_parts =
    /\/(pick|book|visit|appointments|offer|entrance|today|agenda|board|people|all|statistics|revenue|operation_pages)-/

function preloads(): Plugin {
    return {
        name: 'preloads',
        apply: 'build',
        closeBundle() {
            const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'))
            const files = (name: string): string[] => [
                manifest[name].file,
                ...(manifest[name].imports ?? []).flatMap(files),
            ]
            // A browser asks for six files at a time: the large ones of every page come first.
            const at_once = new Set(files('index.html'))
            const large = [...at_once].filter((file) => /\/(base|first)-/.test(file))
            const lines = Object.entries(entrances).map(([address, page]) => {
                const parts = files(page).filter((file) => !at_once.has(file))
                return [address, ...large, ...new Set(parts)].join(' ')
            })
            writeFileSync(join(folder, 'preloads.txt'), `${lines.join('\n')}\n`)
        },
    }
}

// What those who work here open their day with, by its address; and what is around all of their pages.
const begun_with = {
    '/desk': 'src/pages/desk/board.tsx',
    '/practice': 'src/pages/practice/today.tsx',
    '/admin/statistics': 'src/pages/admin/statistics.tsx',
}

// The page begins with src/early.ts, in a file of its own, and tells it and src/early_office.ts what comes next.
function early(): Plugin {
    return {
        name: 'early',
        apply: 'build',
        transformIndexHtml: (_, { bundle = {}, chunk }) => {
            const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
            const files = (name = ''): string[] => {
                const found = chunks.find((one) => one.fileName === name)
                if (!found || found === chunk || chunk?.imports.includes(name)) return []
                return [name, ...found.imports.flatMap(files)]
            }
            const named = (name: string) => {
                const found = chunks.find((one) => one.name === name)
                if (!found) throw new Error(`no file is called ${name}`)
                return found.fileName
            }
            const page = (path: string) =>
                chunks.find((one) => one.facadeModuleId === join(import.meta.dirname, path))?.fileName
            const around = files(named('office'))
            const parts = Object.entries(begun_with).map(([address, path]) => {
                const more = files(page(path)).filter((file) => !around.includes(file))
                return [address, ...new Set(more)].join(' ')
            })
            const attrs = {
                type: 'module',
                async: true,
                src: `/${named('early')}`,
                'data-drawing': `/${named('drawing')}`,
                'data-office': `/${named('early_office')}`,
                'data-parts': [['', ...around].join(' '), ...parts].join('; '),
            }
            return [{ tag: 'script', attrs, injectTo: 'head-prepend' }]
        },
    }
}

export default defineConfig({
    plugins: [react(), tailwindcss(), early(), preloads(), precompressed()],
    // What the router takes for Reacts that have no such hook is not carried.
    resolve: {
        alias: {
            'use-sync-external-store/shim/with-selector': 'use-sync-external-store/with-selector',
        },
    },
    build: {
        outDir: folder,
        emptyOutDir: true,
        manifest: true,
        assetsInlineLimit: 0,
        // The page itself names all that the application begins with, so that it comes at once.
        modulePreload: {
            polyfill: false,
            resolveDependencies: (file, parts, { hostType }) =>
                hostType === 'html' || named_with_parts.test(file) ? parts : [],
        },
        // What every page needs is one file, and so is what surrounds the pages of those who work here, and what several of them share:
        // a browser asks for six at a time, and on a slow line many small ones wait for each other. A group has what it reaches, unless
        // an earlier one has it.
        rolldownOptions: {
            input: ['index.html', 'src/early.ts', 'src/early_office.ts'],
            output: {
                codeSplitting: {
                    groups: [
                        { name: 'early', test: /src\/early\.ts$/ },
                        { name: 'base', test: /node_modules\/(react|@tanstack)\/|preload-helper/ },
                        { name: 'drawing', test: /node_modules\/(react-dom|scheduler)\// },
                        {
                            name: 'first',
                            test: /src\/((router|pages\/find|ui\/(form|when)|routes\/base)\.tsx|i18n\/visit_types\.ts)$/,
                        },
                        { name: 'editing', test: /src\/ui\/editing\.tsx$/ },
                        {
                            name: 'office',
                            test: /src\/(ui\/(area|staff|list|search)\.tsx|api\/(desk|practice|operations|stream)\.ts|state\/now\.ts)$/,
                        },
                        { name: 'visit', test: /src\/(ui\/asked\.tsx|i18n\/visit\.ts)$/ },
                        {
                            name: 'practice',
                            test: /src\/pages\/practice\/(nothing|type_names|visit_parts)\.tsx?$/,
                        },
                        { name: 'desk', test: /src\/pages\/desk\/(times|other_time)\.tsx$/ },
                    ],
                },
            },
        },
        reportCompressedSize: false,
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
