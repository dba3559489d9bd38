-- One more. KEYS: the subject. ARGV: how many there must be at least, and for how many seconds they are remembered.
local count, _, cleared = read(KEYS[1])
count = math.min(math.max(count + 1, tonumber(ARGV[1])), MOST)
write(KEYS[1], count, now(), cleared, ARGV[2])
return 1
