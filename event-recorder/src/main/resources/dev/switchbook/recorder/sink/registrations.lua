-- The parts of registrations in these fields, whole: where the newest event was left out, being the record, it is put back.
--
-- KEYS  1 hash of records  2 parts
-- ARGV  field, key of the record, and so on
-- Returns a part for each field; false where there is none any more. One whose record is gone stays without its newest event.

local all = {}
for i = 1, #ARGV, 2 do
  local part = redis.call('HGET', KEYS[2], ARGV[i])
  local first = part and string.find(part, '\n', 1, true)
  if first and (#part == first or string.find(part, '\n', first + 1, true) == first + 1) then
    local record = redis.pcall('HGET', KEYS[1], ARGV[i + 1]) -- of another type, it has no record
    if type(record) == 'string' then part = string.sub(part, 1, first) .. record .. string.sub(part, first + 1) end
  end
  all[#all + 1] = part
end
return all
