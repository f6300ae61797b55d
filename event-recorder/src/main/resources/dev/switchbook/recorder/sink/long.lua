-- A part that is too long for one string of a reply, and the record beside it, as they stand at one moment, in pieces.
--
-- KEYS  1 hash of records  2 parts
-- ARGV  field of the part, key of the record, bytes of a piece, bytes of both together at most
-- Returns how many of the pieces are the part's, those, and those of the record; -1 where both together are too long.

local function value(key, field)
  local found = redis.pcall('HGET', key, field) -- of another type, it has no fields
  return type(found) == 'string' and found or ''
end

local part, record = value(KEYS[2], ARGV[1]), value(KEYS[1], ARGV[2])
local size, most = tonumber(ARGV[3]), tonumber(ARGV[4])
if #part + #record > most then return {-1} end
local pieces = {math.ceil(#part / size)}
for _, text in ipairs({part, record}) do
  for from = 1, #text, size do
    pieces[#pieces + 1] = string.sub(text, from, from + size - 1)
  end
end
return pieces
