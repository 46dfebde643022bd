// nginx in front of a server, as most installations have it, on a free loopback port.
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function free_port() {
    return new Promise((resolve) => {
        const probe = createServer().listen(0, '127.0.0.1', () => {
            const { port } = probe.address()
            probe.close(() => resolve(port))
        })
    })
}

// `origin`: where the server is. `settings`: further lines of its location.
export async function behind_nginx(origin, settings = '') {
    const folder = mkdtempSync(join(tmpdir(), 'venera-nginx-'))
    chmodSync(folder, 0o755)
    const port = await free_port()
    const { protocol, host } = new URL(origin)
    writeFileSync(join(folder, 'nginx.conf'), `
        daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
        events { worker_connections 256; }
        http {
            access_log off; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
            upstream venera { server ${host}; keepalive 8; }
            server { listen 127.0.0.1:${port}; location / { proxy_pass ${protocol}//venera; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host localhost; ${settings} } }
        }`)
    const child = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'ignore' })
    const exit = new Promise((resolve) => child.once('exit', resolve))
    const stop = async () => {
        child.kill('SIGTERM')
        await exit
        rmSync(folder, { recursive: true, force: true })
    }
    const base = `http://127.0.0.1:${port}`
    for (let i = 0; i < 400; ++i) {
        const answer = await fetch(`${base}/health`).catch(() => undefined)
        if (answer?.ok) return { base, port, stop }
        await new Promise((resolve) => setTimeout(resolve, 25))
    }
    await stop()
    throw new Error('nginx does not start')
}
