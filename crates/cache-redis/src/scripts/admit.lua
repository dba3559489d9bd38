-- As `SlidingLog::admit` of the core. KEYS: the log. ARGV: the period (microseconds), the requests that are allowed in it, the name
-- of the log that is known, a name for a new one, and requests that there must be at least, as `AGE:REQUESTS,`.
local PARTS = 128
local period, most, known, fresh, at_least = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local at = now()
local name, runs = read(KEYS[1])
if known ~= '' and known ~= name then return { '', -1, 0, '' } end

-- What has passed the period goes; what a clock that was set back would hold for longer is of now.
local function of_this_period(all)
  local kept, total = {}, 0
  for _, run in ipairs(all) do
    if run.at > at - period then
      run.at = math.min(run.at, at)
      kept[#kept + 1] = run
      total = total + run.requests
    end
  end
  return kept, total
end

local total
runs, total = of_this_period(runs)
local others = runs_of(at_least)
for _, run in ipairs(others) do run.at = at - run.at end
local of_others
others, of_others = of_this_period(others)
local is_changed = of_others > total
if is_changed then runs, total = others, of_others end
if not name then name = fresh end

local admitted, wait = 0, -1
if total < most then
  admitted, is_changed = 1, true
  local part, newest = math.floor(period / PARTS), runs[#runs]
  if most > PARTS and newest and math.floor(newest.at / part) == math.floor(at / part) then
    newest.at, newest.requests = at, newest.requests + 1
  else
    runs[#runs + 1] = { at = at, requests = 1 }
  end
elseif total == most then
  local oldest = runs[1]
  wait = period - (oldest and at - oldest.at or 0)
end
if is_changed then
  local text = name .. ';' .. text_of(runs, function(moment) return moment end)
  redis.call('SET', KEYS[1], text, 'PX', math.ceil(period / 1000))
end
return { name, admitted, wait, text_of(runs, function(moment) return at - moment end) }
