// The mechanical rules of STYLE.md, checked on every source file of src/.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((name) => /\.(cpp|hpp|ipp)$/.test(name))
    .map((name) => ({ name, lines: readFileSync(join(root, name), 'utf8').split('\n') }))
const contexts = ['identity', 'patients', 'directory', 'scheduling', 'payments', 'triage', 'notifications', 'webhooks', 'interop', 'audit', 'gateway']

// Every line of `selected` files for which `wrong(line, file)` says why.
function problems(selected, wrong) {
    return selected.flatMap((file) =>
        file.lines.flatMap((line, index) => {
            const why = wrong(line, file)
            return why ? [`${file.name}:${index + 1}: ${why}`] : []
        }),
    )
}
function check(name, list) {
    test(name, () => assert.deepEqual(list, []))
}

const folder = (file) => file.name.split('/')[1]
const isTest = (file) => file.name.endsWith('_test.cpp') || file.name.includes('/testing/')
const code = files.filter((file) => !isTest(file))
const withoutComment = (line) => line.replace(/\/\/.*$/, '').replace(/"(\\.|[^"\\])*"/g, '""')

check('the tree has sources', files.length > 50 ? [] : ['too few files: is this the right folder?'])

check(
    'platform knows no context',
    problems(files.filter((file) => folder(file) === 'platform'), (line) => {
        const included = /^#include "(\w+)\//.exec(line)?.[1]
        return contexts.includes(included) && `includes ${included}`
    }),
)

check(
    'a context includes only the port header of another',
    problems(code.filter((file) => contexts.includes(folder(file))), (line, file) => {
        const match = /^#include "(\w+)\/([\w/]+)\.hpp"/.exec(line)
        return match && contexts.includes(match[1]) && match[1] !== folder(file) && match[1] !== match[2] && `includes ${match[0]}`
    }),
)

check(
    'SQL lives in queries',
    problems(
        code.filter((file) => !basename(file.name).endsWith('queries.cpp') && !file.name.startsWith('src/platform/postgres/')),
        (line) => /R"sql\(|^\s*(select|insert into|update|delete from) .*\b(from|values|set|where)\b/.test(withoutComment(line)) && 'SQL',
    ),
)

check(
    'a context touches only its own schema',
    problems(code.filter((file) => contexts.includes(folder(file)) && basename(file.name).endsWith('queries.cpp')), (line, file) => {
        const schema = /\b(from|join|into|update)\s+(\w+)\.\w+/.exec(line)?.[2]
        return contexts.includes(schema) && schema !== folder(file) && `touches ${schema}`
    }),
)

check(
    'HTTP stays in routes',
    problems(
        code.filter((file) => contexts.includes(folder(file)) && !/routes\.[ch]pp$/.test(file.name)),
        (line) => /http::(Request|Response)\b/.test(withoutComment(line)) && !/ResponseHeaders/.test(line) && 'raw HTTP',
    ),
)

check(
    'Asio is included by one file',
    code.filter((file) => file.lines.some((line) => /^#include <boost\/asio/.test(line))).length <= 1
        ? []
        : ['boost/asio is included by several files'],
)

const banned = [
    [/std::regex/, 'std::regex overflows the stack: use RE2'],
    [/std::localtime|\blocaltime\(/, 'no local time of the machine'],
    [/asio::detached/, 'exceptions would be lost'],
    [/sleep_for|\busleep\(/, 'no sleeping'],
    [/\b(rand|srand)\(/, 'no weak randomness'],
    [/^using namespace/, 'no using namespace at file scope'],
    [/\bTODO\b|\bFIXME\b|\bXXX\b/, 'unfinished'],
]
check(
    'nothing banned',
    problems(files, (line) => banned.find(([pattern]) => pattern.test(withoutComment(line)))?.[1]),
)
check('programs write through the log or stdio', problems(code.filter((file) => !/testing/.test(file.name)), (line) => /\bstd::cout\b/.test(line) && 'std::cout'))

// A default hides a new enumerator from the compiler; over characters and numbers it is needed.
function hiddenEnumerators(file) {
    return file.lines.flatMap((line, index) => {
        if (!/^\s*default:/.test(line)) return []
        const begin = file.lines.slice(0, index).findLastIndex((earlier) => /\bswitch \(/.test(earlier))
        const cases = file.lines.slice(begin, index).filter((earlier) => /\bcase\b/.test(earlier))
        return cases.every((earlier) => /case ('|[0-9]|std::meta)/.test(earlier)) ? [] : [`${file.name}:${index + 1}`]
    })
}
check('no default: in a switch over an enum', code.filter((file) => !/testing/.test(file.name)).flatMap(hiddenEnumerators))

check(
    'the wall clock is read by the Clock only',
    problems(
        code.filter((file) => !/platform\/(time\/clock|log\/|tracing\/)/.test(file.name)),
        (line) => /system_clock::now\(|\btime\(nullptr\)/.test(withoutComment(line)) && 'reads the wall clock',
    ),
)
check(
    'no wall clock in SQL',
    // operations compares the database's clock with ours, and migrations carry the time of their own running.
    problems(code.filter((file) => basename(file.name).endsWith('queries.cpp') && !/^src\/(operations|platform)\//.test(file.name)), (line) =>
        /\b(now\(\)|current_timestamp|clock_timestamp|localtime)/i.test(line.replace(/\/\/.*$/, '').replace(/context\.now\(\)|clock\(?\)?\.now\(\)/g, '')) && 'reads the clock'),
)

// One database has one space of advisory locks: two uses of a number wait for each other.
const listOfLocks = readFileSync(join(root, 'src/platform/postgres/locks.hpp'), 'utf8')
const lockNumbers = [...listOfLocks.matchAll(/= (\d{12,});/g)].map((match) => match[1])
const lockUses = execFileSync('git', ['grep', '--untracked', '-nE', '7308332246[0-9]{6}', '--', 'src', 'migrations'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line && !line.startsWith('src/platform/postgres/locks.hpp:'))
    .map((line) => ({ file: line.split(':')[0], number: /7308332246\d{6}/.exec(line)[0], line }))
check('the advisory locks are listed', lockNumbers.length > 4 ? [] : ['too few: does src/platform/postgres/locks.hpp list them?'])
check('advisory locks have distinct numbers', lockNumbers.filter((number, index) => lockNumbers.indexOf(number) !== index))
// A later migration replaces a function of an earlier one.
const place = (use) => use.file.replace(/^(migrations\/\w+)\/.*/, '$1')
check(
    'a number of an advisory lock is listed and stands in one file beside the list',
    lockUses
        .filter((use) => !lockNumbers.includes(use.number) || lockUses.some((other) => other.number === use.number && place(other) !== place(use)))
        .map((use) => use.line),
)
check(
    'an advisory lock is taken by a listed number, a parameter or a computed key',
    execFileSync('git', ['grep', '--untracked', '-nE', 'advisory_[a-z_]*lock(_shared)?\\(', '--', 'src', 'migrations'], { cwd: root, encoding: 'utf8' })
        .split('\n')
        .filter((line) => line && !/lock(_shared)?\((7308332246\d{6}\)|\$1\)|k\)|hashtextextended\(|730833224, scheduling\.merging_turn\()/.test(line)),
)

check('columns <= 110', problems(files, (line) => [...line].length > 110 && `${[...line].length} columns`))
check('files <= 500 lines', files.filter((file) => file.lines.length > 501).map((file) => `${file.name}: ${file.lines.length} lines`))
check(
    'headers are guarded and say what they model',
    code
        .filter((file) => /\.hpp$/.test(file.name))
        .filter((file) => !file.lines[0].startsWith('// ') || !file.lines.slice(0, 20).includes('#pragma once'))
        .map((file) => file.name),
)

// With the project's formatting the body of a free function closes at "^}", that of one inside a class at "^    }".
function longFunctions(file) {
    const found = []
    for (const indent of ['', '    ']) {
        let start = -1
        file.lines.forEach((line, index) => {
            const opens = line.startsWith(indent) && !line.includes('[') && /^[A-Za-z~].*\) ?(const |override |noexcept |-> .*)*\{$/.test(line.slice(indent.length))
            if (opens && !/^(if|for|while|switch|namespace|struct|class|enum) ?/.test(line.slice(indent.length))) start = index
            if (line === `${indent}}` && start >= 0) {
                if (index - start > 61) found.push(`${file.name}:${start + 1}: ${index - start + 1} lines`)
                start = -1
            }
        })
    }
    return found
}
check('functions <= 60 lines', code.filter((file) => file.name.endsWith('.cpp')).flatMap(longFunctions))
