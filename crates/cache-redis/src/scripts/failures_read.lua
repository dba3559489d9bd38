-- How many, and how many microseconds ago the last failure and the last success were (-1: never). KEYS: the subject.
local count, failed, cleared = read(KEYS[1])
local at = now()
return { count, failed > 0 and at - failed or -1, cleared > 0 and at - cleared or -1 }
