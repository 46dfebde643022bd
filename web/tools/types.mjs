// Writes src/api/schema.d.ts from docs/openapi.json: the answers that succeed and what they are made of. What a refusal looks like
// is said once, by hand, in src/api/client.ts. With --check it writes nothing and fails if the file is not what it would be.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import openapi, { astToString } from 'openapi-typescript'

const here = import.meta.dirname
const document = JSON.parse(readFileSync(join(here, '..', '..', 'docs', 'openapi.json'), 'utf8'))
const base = '/api/v1'

const paths = {}
for (const [path, methods] of Object.entries(document.paths)) {
    if (!path.startsWith(base)) continue
    for (const operation of Object.values(methods)) {
        if (!operation.responses) continue
        delete operation.operationId
        delete operation.summary
        delete operation.description
        operation.responses = Object.fromEntries(
            Object.entries(operation.responses).filter(([status]) => status < 300),
        )
        for (const response of Object.values(operation.responses)) delete response.headers
    }
    paths[path.slice(base.length)] = methods
}
const text = `// Written by tools/types.mjs from docs/openapi.json.\n${astToString(await openapi({ openapi: document.openapi, info: document.info, paths, components: { schemas: document.components.schemas } }))}`
const file = join(here, '..', 'src', 'api', 'schema.d.ts')
if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
    console.error('web/src/api/schema.d.ts is not what docs/openapi.json says: npm run types --prefix web')
    process.exit(1)
}
