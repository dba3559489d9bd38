-- The newest request does not count. KEYS: the log. ARGV: its name.
local name, runs = read(KEYS[1])
local newest = runs[#runs]
if name ~= ARGV[1] or not newest then return 0 end
newest.requests = newest.requests - 1
if newest.requests < 1 then runs[#runs] = nil end
local left = math.max(redis.call('PTTL', KEYS[1]), 1)
redis.call('SET', KEYS[1], name .. ';' .. text_of(runs, function(moment) return moment end), 'PX', left)
return 1
