// The scheduling API as one would write it with Fastify and pg: two processes that share a port, every answer from PostgreSQL.
//   PORT=8080 PGHOST=... PGUSER=... PGPASSWORD=... PGDATABASE=... node server.mjs
import cluster from 'node:cluster'
import Fastify from 'fastify'
import pg from 'pg'
import { availability_of } from './availability.mjs'
import { book } from './booking.mjs'
import { search } from './search.mjs'

if (cluster.isPrimary) {
    for (let i = 0; i < 2; ++i) cluster.fork()
    process.on('SIGTERM', () => {
        for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM')
        process.exit(0)
    })
} else {
    pg.types.setTypeParser(pg.types.builtins.INT8, Number)
    const pool = new pg.Pool({ max: 10 })
    const app = Fastify({ logger: false })
    const text = { type: 'string', maxLength: 100 }

    app.get('/health', async () => ({ status: 'alive' }))
    app.get(
        '/api/v1/availability',
        {
            schema: {
                querystring: {
                    type: 'object',
                    additionalProperties: false,
                    properties: {
                        specialty: text,
                        city: text,
                        language: text,
                        max_price_cents: { type: 'integer', minimum: 0 },
                        min_rating: { type: 'number', minimum: 0, maximum: 5 },
                        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
                    },
                },
            },
        },
        (request) => search(pool, request.query),
    )
    app.get(
        '/api/v1/doctors/:id/availability',
        {
            schema: {
                params: { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } },
                querystring: {
                    type: 'object',
                    additionalProperties: false,
                    properties: { days: { type: 'integer', minimum: 1, maximum: 31, default: 14 } },
                },
            },
        },
        async (request, reply) => {
            const found = await availability_of(pool, request.params.id, request.query.days)
            return found ?? reply.code(404).send({ code: 'not_found' })
        },
    )
    app.post(
        '/api/v1/appointments',
        {
            schema: {
                body: {
                    type: 'object',
                    additionalProperties: false,
                    required: ['doctor_id', 'start', 'patient_id'],
                    properties: {
                        doctor_id: { type: 'string', format: 'uuid' },
                        start: { type: 'string', format: 'date-time' },
                        patient_id: { type: 'string', format: 'uuid' },
                    },
                },
            },
        },
        async (request, reply) => {
            const { status, ...body } = await book(pool, request.body, request.id, request.ip)
            return reply.code(status).send(body.appointment ?? body)
        },
    )
    await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
    process.on('SIGTERM', () => process.exit(0))
}
