-- Failures: how many since the last success, when the last one was, and when the last success was, as `COUNT:MOMENT:MOMENT`. Moments
-- are microseconds by the server's clock, 0 for never. What is anything else is nothing, whoever wrote it.
local MOST = 4294967295

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function read(key)
  local text = redis.pcall('GETRANGE', key, 0, 63)
  if type(text) ~= 'string' then return 0, 0, 0 end
  local count, failed, cleared = string.match(text, '^(%d+):(%d+):(%d+)$')
  if not count then return 0, 0, 0 end
  local at = now()
  return math.min(tonumber(count), MOST), math.min(tonumber(failed), at), math.min(tonumber(cleared), at)
end

local function write(key, count, failed, cleared, seconds)
  -- No expiry is further off than the server counts.
  local kept = string.format('%.0f', math.min(tonumber(seconds), 3155760000))
  redis.call('SET', key, string.format('%.0f:%.0f:%.0f', count, failed, cleared), 'EX', kept)
end
