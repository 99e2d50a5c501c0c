-- users.lua - people who read pages and now and then write: wrk -s users.lua URL -- ours|floor PEOPLE SEED
-- SPDX-License-Identifier: EUPL-1.2
--
-- PEOPLE is a file with a line a person: token, address of the body, "w" who may write or "r", ids of risks to
-- look at. One in ten requests writes; between two requests of a connection somebody thinks for half a second to one and a half.
local WRITES = 10 -- of 100 requests
local people, writers = {}, {}
local floor, number_of_threads = false, 0

function setup(thread)
    number_of_threads = number_of_threads + 1
    thread:set("number", number_of_threads)
end

function init(words)
    math.randomseed(tonumber(words[3]) * 1000 + number)
    floor = words[1] == "floor"
    for line in io.lines(words[2]) do
        local token, body, may, ids = line:match("^(%S+) (%S+) (%S+) (%S+)$")
        local person = { body = body, risks = {}, headers = { Authorization = "Bearer " .. token, Accept = "text/html" },
            json = { Authorization = "Bearer " .. token, ["Content-Type"] = "application/json" } }
        for id in ids:gmatch("%d+") do person.risks[#person.risks + 1] = id end
        people[#people + 1] = person
        if may == "w" then writers[#writers + 1] = person end
    end
end

local function one_of(list) return list[math.random(#list)] end

-- The share of each page, added up to 100.
local pages = {
    { 10, function(p) return p.body end },
    { 40, function(p) return p.body .. "/risks?limit=50" end },
    { 50, function(p) return p.body .. "/risks?limit=50&sort=title&likelihood=" .. math.random(5) end },
    { 55, function(p) return p.body .. "/search?q=" .. one_of({ "leverand", "tilgang", "avtale", "nettverk" }) end },
    { 60, function(p) return p.body .. "/measures" end },
    { 100, function(p) return p.body .. "/risks/" .. one_of(p.risks) end },
}

function request()
    if math.random(100) <= WRITES then
        local person = one_of(writers)
        return wrk.format("POST", floor and "/create" or person.body .. "/risks", person.json,
            '{"title":"Skrevet i en travel stund","likelihood":3,"consequence":2}')
    end
    local person, dice = one_of(people), math.random(100)
    if floor then return wrk.format("GET", dice <= 60 and "/list" or "/one") end
    for _, page in ipairs(pages) do
        if dice <= page[1] then return wrk.format("GET", page[2](person), person.headers) end
    end
end

function delay() return math.random(500, 1500) end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format('\n{"requests":%d,"seconds":%.3f,"p50":%.3f,"p99":%.3f,"p999":%.3f,"max":%.3f,' ..
        '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        latency:percentile(99.9) / 1e3, latency.max / 1e3, e.connect, e.read, e.write, e.status, e.timeout))
end
