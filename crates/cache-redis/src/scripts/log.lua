-- A log: its name, and the requests of the last period, oldest first, as `NAME;MOMENT:REQUESTS,MOMENT:REQUESTS,`. Moments are
-- microseconds by the server's clock. What is anything else is no log, whoever wrote it.
local LONGEST = 8191
local MOST = 4294967295

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function runs_of(text)
  local runs, total = {}, 0
  for at, requests in string.gmatch(text, '(%d+):(%d+),') do
    local run = { at = tonumber(at), requests = math.min(tonumber(requests), MOST) }
    runs[#runs + 1] = run
    total = math.min(total + run.requests, MOST)
  end
  return runs, total
end

local function text_of(runs, moment)
  local parts = {}
  for _, run in ipairs(runs) do
    parts[#parts + 1] = string.format('%.0f:%.0f,', moment(run.at), run.requests)
  end
  return table.concat(parts)
end

-- The name, the requests and how many; no name where there is no log.
local function read(key)
  local text = redis.pcall('GETRANGE', key, 0, LONGEST)
  if type(text) ~= 'string' then return nil, {}, 0 end
  local name, rest = string.match(text, '^(%d+);([%d:,]*)$')
  if not name or #name > 20 then return nil, {}, 0 end
  local runs, total = runs_of(rest)
  return name, runs, total
end
