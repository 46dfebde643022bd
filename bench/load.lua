-- Requests from a file, one a line: METHOD PATH BODY. Arguments: the file, a bearer token or "-", "cycle" (from the start again
-- after the last one) or "once" (stop after the last one), and "statuses" or "-". Counting statuses costs: wrk then copies every
-- body into Lua.
local ffi = require('ffi')
ffi.cdef [[ typedef struct { long s; long us; } bench_time; int gettimeofday(bench_time *, void *); ]]

local requests, at, once = {}, 0, false
local moment = ffi.new('bench_time')
local function now()
    ffi.C.gettimeofday(moment, nil)
    return tonumber(moment.s) + tonumber(moment.us) / 1e6
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

function init(args)
    local headers = {}
    if args[2] ~= '-' then headers['Authorization'] = 'Bearer ' .. args[2] end
    local with_body = { ['Content-Type'] = 'application/json', ['Authorization'] = headers['Authorization'] }
    for line in io.lines(args[1]) do
        local method, path, body = line:match('^(%S+) (%S+) ?(.*)$')
        if body == '' then
            requests[#requests + 1] = wrk.format(method, path, headers)
        else
            requests[#requests + 1] = wrk.format(method, path, with_body, body)
        end
    end
    once = args[3] == 'once'
    statuses, stopped_at = {}, 0
    if args[4] ~= 'statuses' then return end
    response = function(status) statuses[status] = (statuses[status] or 0) + 1 end
end

-- wrk asks for one request before the test begins, and does not send it.
function request()
    at = at + 1
    if at == 2 then started_at = now() end
    if not once then return requests[(at - 1) % #requests + 1] end
    if at > #requests and stopped_at == 0 then
        stopped_at = now()
        wrk.thread:stop()
    end
    return requests[at] or requests[#requests]
end

function done(summary, latency)
    local thread = threads[1]
    local seconds = summary.duration / 1e6
    local stopped = thread:get('stopped_at')
    if stopped > 0 then seconds = stopped - thread:get('started_at') end
    local counted = {}
    for status, count in pairs(thread:get('statuses')) do counted[#counted + 1] = string.format('"%d":%d', status, count) end
    local errors = summary.errors
    local form = '{"requests":%d,"seconds":%.6f,"bytes":%d,"p50_ms":%.4f,"p99_ms":%.4f,"refused":%d,"broken":%d,"statuses":{%s}}'
    local broken = errors.connect + errors.read + errors.write + errors.timeout
    io.write('RESULT ' .. string.format(form, summary.requests, seconds, summary.bytes, latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, errors.status, broken, table.concat(counted, ',')) .. '\n')
end
