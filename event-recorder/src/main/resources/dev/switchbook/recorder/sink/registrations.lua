-- The parts of registrations in these fields, and the records, as they stand at one moment: where the newest event was left out of a part,
-- being the record, whoever reads puts it back.
--
-- KEYS  1 hash of records  2 parts
-- ARGV  field, key of the record, and so on
-- Returns for each field the part, false where there is none any more, and the record, false where there is none.
--
-- Nothing is put together here: Lua hashes each byte of each string that it makes, and Redis does nothing else meanwhile.

local most = 1000 -- arguments of one command

local function values(key, from)
  local names, all = {}, {}
  for i = from, #ARGV, 2 do
    names[#names + 1] = ARGV[i]
    if #names == most or i + 2 > #ARGV then
      local found = redis.pcall('HMGET', key, unpack(names)) -- of another type, it has no fields
      for j = 1, #names do all[#all + 1] = found[j] or false end
      names = {}
    end
  end
  return all
end

local parts, records, both = values(KEYS[2], 1), values(KEYS[1], 2), {}
for i = 1, #parts do both[2 * i - 1], both[2 * i] = parts[i], records[i] end
return both
