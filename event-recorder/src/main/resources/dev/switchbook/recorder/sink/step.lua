-- One step of one node at one base: all of it, or nothing and the position that stands there.
--
-- KEYS  1 hash of records  2 parts  3 positions  4 list  5 stream   (a sink that is off: the key of the parts)
-- ARGV  1 node  2 mode  3 expected  4 next  5 flags  6 channel  7 list-max  8 stream-max, then the changes:
--       of a call:         kind, key, part [, head] [, entry, ended, source]
--                          kind: 0 bare, 1 with head, 2 with entry, 3 with both; 5, 7: so, the head only unless
--                          another node's stands
--       of a registration: kind, key, part, event [, entry]
--                          the part has an empty line where its newest event belongs, which is the next argument
--                          kind: 0 no entry, 1 the event is the entry too, 2 with another one
--       'g', JSON          a gap
-- modes step; verify: compares only; claim: expected is my epoch
-- flags h hash  l list  s stream  c channel  r registrations  d a record goes with its last call
-- Returns {1, position, trimmed of list, trimmed of stream}, or {0, actual position or false}.
--
-- A part of a registration is kept with that line empty while the record is its newest event, and whole otherwise: Redis'
-- Lua hashes each byte of each string that is made, so a string is not made twice without need.
--
-- Lua has no rollback: whatever can fail is looked at before the first write, and no stored value can raise an error.

local call = redis.call
local find, sub = string.find, string.sub

local record, parts, positions, list, stream = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local node, mode, expected, flags, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[5], ARGV[6]

local hashes = find(flags, 'h', 1, true)
local lists = find(flags, 'l', 1, true)
local streams = find(flags, 's', 1, true)
local publishes = find(flags, 'c', 1, true)
local registrations = find(flags, 'r', 1, true)
local removes = find(flags, 'd', 1, true)

local function unfit(key, wanted)
  local found = call('TYPE', key).ok
  if found ~= 'none' and found ~= wanted then
    return 'WRONGTYPE key "' .. key .. '" is a ' .. found .. ' and must be a ' .. wanted
  end
end

local function forbidden(command, key, ...)
  if not redis.acl_check_cmd(command, key, ...) then
    return 'NOPERM no permission for ' .. command .. ' of "' .. key .. '"'
  end
end

local function wrong_type()
  return unfit(positions, 'hash') or unfit(parts, 'hash')
    or (hashes and unfit(record, 'hash')) or (lists and unfit(list, 'list')) or (streams and unfit(stream, 'stream'))
end

-- Redis 7.0 and later can tell; before, a missing right shows when the command fails.
local function no_right()
  if not redis.acl_check_cmd then return nil end
  return forbidden('HSET', positions, 'f', 'v')
    or forbidden('HSET', parts, 'f', 'v') or forbidden('HDEL', parts, 'f')
    or (hashes and (forbidden('HSET', record, 'f', 'v') or forbidden('HDEL', record, 'f')))
    or (lists and (forbidden('RPUSH', list, 'v') or forbidden('LTRIM', list, '0', '1')))
    or (streams and (forbidden('XADD', stream, '*', 'f', 'v') or forbidden('XTRIM', stream, 'MAXLEN', '1')))
    or (publishes and forbidden('PUBLISH', channel, 'v'))
end

local problem
if mode == 'claim' then -- holds off a former owner whatever else is amiss; the step will say what
  problem = unfit(positions, 'hash') or (redis.acl_check_cmd and forbidden('HSET', positions, 'f', 'v'))
else
  problem = wrong_type() or (mode ~= 'verify' and no_right())
end
if problem then return redis.error_reply(problem) end

local actual = call('HGET', positions, node)

if mode == 'claim' then
  local bar = actual and find(actual, '|', 1, true)
  local epoch = bar and tonumber(sub(actual, 1, bar - 1)) or -1
  if epoch > tonumber(expected) then return {0, actual, 0, 0} end
  call('HSET', positions, node, expected .. '|' .. (bar and sub(actual, bar + 1) or ''))
  return {1, actual, 0, 0}
end

if actual ~= expected then return {0, actual, 0, 0} end
if mode == 'verify' then return {1, actual, 0, 0} end

local nodes = call('HKEYS', positions)
local alone = #nodes == 1

-- What is to be set, in order, until it is asked for or something is to be deleted: one command for all is cheaper.
local record_sets, part_sets, most = {}, {}, 1000

local function settle()
  if #record_sets > 0 then
    call('HSET', record, unpack(record_sets))
    record_sets = {}
  end
  if #part_sets > 0 then
    call('HSET', parts, unpack(part_sets))
    part_sets = {}
  end
end

local function set_record(key, value)
  if not hashes then return end
  local n = #record_sets
  record_sets[n + 1], record_sets[n + 2] = key, value
  if n >= most then settle() end
end

local function delete_record(key)
  if not hashes then return end
  settle()
  call('HDEL', record, key)
end

-- What this step made of a field of the parts, or found there: false for none.
local known = {}

local function get_part(field)
  local value = known[field]
  if value == nil then
    value = call('HGET', parts, field)
    known[field] = value
  end
  return value
end

local function set_part(field, value)
  known[field] = value
  local n = #part_sets
  part_sets[n + 1], part_sets[n + 2] = field, value
  if n >= most then settle() end
end

local function delete_part(field)
  settle()
  known[field] = false
  call('HDEL', parts, field)
end

local function store_part(key, part)
  if part == '' then
    delete_part(key .. '|' .. node)
  else
    set_part(key .. '|' .. node, part)
  end
end

-- Entries and gaps, in order; written behind all records.
local entries, gaps = {}, {}

local function publish(entry)
  entries[#entries + 1] = entry
end

local function write_entries()
  local told = {}
  for i = 1, #entries do
    if not gaps[i] then told[#told + 1] = entries[i] end
  end
  if lists and #told > 0 then call('RPUSH', list, unpack(told)) end
  if streams then
    for i = 1, #entries do call('XADD', stream, '*', gaps[i] and 'gap' or 'event', entries[i]) end
  end
  if publishes then
    for i = 1, #told do call('PUBLISH', channel, told[i]) end
  end
end

-- The first line of a registration's part, its stamp, and where it ends; nil of what is none.
local function stamped(part)
  local lf = part and find(part, '\n', 1, true)
  if lf then return sub(part, 1, lf - 1), lf end
end

-- The part with its newest event in the line that is empty.
local function whole(part, lf, event)
  return sub(part, 1, lf) .. event .. sub(part, lf + 1)
end

-- Whether the newest event is left out of the part, being the record.
local function is_bare(part, lf)
  return #part == lf or find(part, '\n', lf + 1, true) == lf + 1
end

-- The part of the other node with the newest event, unless mine is newer, and where its stamp ends; then the field of the other
-- node whose newest event the record is.
local function newest_other(key, stamp)
  local best, newest, newest_lf, holder = '', nil, nil, nil
  for i = 1, #nodes do
    if nodes[i] == node then
      if stamp and stamp > best then best, newest = stamp, nil end
    else
      local field = key .. '|' .. nodes[i]
      local part = get_part(field)
      local its, lf = stamped(part)
      if its then
        if is_bare(part, lf) then holder = field end
        if its > best then best, newest, newest_lf = its, part, lf end
      end
    end
  end
  return newest, newest_lf, holder
end

-- The record becomes another node's: whose it was takes it back. Where somebody has deleted it there is nothing to take, and a
-- part that stayed without would pass the other node's event off as its own.
local function give_back(key, holder)
  local event, part = call('HGET', record, key), get_part(holder)
  if event then
    set_part(holder, whole(part, find(part, '\n', 1, true), event))
  else
    delete_part(holder)
  end
end

local function registration(key, part, event)
  local stamp, lf = stamped(part)
  if not hashes then
    store_part(key, lf and whole(part, lf, event) or part)
    return
  end
  local other, other_lf, holder
  if not alone then other, other_lf, holder = newest_other(key, stamp) end
  if other then
    store_part(key, lf and whole(part, lf, event) or part)
    if not is_bare(other, other_lf) then
      if holder then give_back(key, holder) end
      local second = find(other, '\n', other_lf + 1, true)
      set_record(key, sub(other, other_lf + 1, second and second - 1 or -1))
    end
    return
  end
  if holder then give_back(key, holder) end
  store_part(key, part)
  if stamp then set_record(key, event) else delete_record(key) end
end

-- A part of a call: live legs, their uuids, the leg that ended last, and where the recorder's own lines begin.
local function lines(part)
  local first = find(part, '\n', 1, true)
  local second = first and find(part, '\n', first + 1, true)
  local third = second and find(part, '\n', second + 1, true)
  if not third then return '', '', '', #part + 1 end
  return sub(part, 1, first - 1), sub(part, first + 1, second - 1), sub(part, second + 1, third - 1), third
end

local function joined(one, other)
  if one == '' then return other end
  if other == '' then return one end
  return one .. ',' .. other
end

-- In one concatenation: each further one would copy the record once more.
local function object(head, live, ended, uuids, source)
  local before_live = head ~= '' and live ~= '' and ',' or ''
  local before_ended = ended ~= '' and (head ~= '' or live ~= '') and ',' or ''
  local before_activity = (head ~= '' or live ~= '' or ended ~= '') and ',' or ''
  local tail = source == '' and ']}' or '],"cti_source":"' .. source .. '"}'
  return '{' .. head .. before_live .. live .. before_ended .. ended .. before_activity
    .. '"activity":[' .. uuids .. tail
end

-- The parts of all nodes, in the order of nodes; false where there is none.
local function all_parts(key, mine)
  local all = {}
  for i = 1, #nodes do
    if nodes[i] == node then
      all[i] = mine ~= '' and mine
    else
      all[i] = get_part(key .. '|' .. nodes[i])
    end
  end
  return all
end

-- No leg is left on any node: what holds an ended leg alone goes; a part in which its recorder keeps more stays.
local function let_go(key, all)
  for i = 1, #nodes do
    if all[i] then
      local _, _, _, rest = lines(all[i])
      if not find(all[i], '[^\n]', rest) then delete_part(key .. '|' .. nodes[i]) end
    end
  end
end

local function stored_head(key)
  local value = get_part(key .. '|')
  local lf = value and find(value, '\n', 1, true)
  if not lf then return '', '' end
  return sub(value, 1, lf - 1), sub(value, lf + 1)
end

local function leg(key, part, head, yields, entry, entry_ended, source)
  local writer = node
  if head and yields and not alone then
    local other = stored_head(key)
    if other ~= '' and other ~= node and get_part(key .. '|' .. other) then head = false end
  end
  store_part(key, part)
  if head then
    set_part(key .. '|', node .. '\n' .. head)
  else
    writer, head = stored_head(key)
  end

  local all = alone and {part ~= '' and part} or all_parts(key, part)
  local live, uuids, ended, own_ended, some = '', '', '', '', false
  for i = 1, #nodes do
    if all[i] then
      some = true
      local its_live, its_uuids, its_ended = lines(all[i])
      live, uuids = joined(live, its_live), joined(uuids, its_uuids)
      if nodes[i] == writer then ended = its_ended end
      if nodes[i] == node then own_ended = its_ended end
    end
  end

  local now
  if not some or (removes and uuids == '' and live == '') then
    delete_record(key)
    delete_part(key .. '|')
    if some then let_go(key, all) end
  elseif hashes then
    now = object(head, live, ended, uuids, '')
    set_record(key, now)
  end
  if entry then
    if entry_ended == '' then entry_ended = own_ended end
    if now and entry == head and entry_ended == ended and source == '' then
      publish(now)
    else
      publish(object(entry, live, entry_ended, uuids, source))
    end
  end
end

local at, last = 9, #ARGV

local function next_registration(kind)
  registration(ARGV[at + 1], ARGV[at + 2], ARGV[at + 3])
  if kind == '1' then publish(ARGV[at + 3]) end
  if kind == '2' then
    publish(ARGV[at + 4])
    at = at + 1
  end
  at = at + 4
end

local function next_leg(kind)
  local key, part = ARGV[at + 1], ARGV[at + 2]
  at = at + 3
  local head, entry, ended, source = false, false, '', ''
  local yields = kind == '5' or kind == '7'
  if yields or kind == '1' or kind == '3' then
    head = ARGV[at]
    at = at + 1
  end
  if kind == '2' or kind == '3' or kind == '7' then
    entry, ended, source = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    at = at + 3
  end
  leg(key, part, head, yields, entry, ended, source)
end

while at <= last do
  local kind = ARGV[at]
  if kind == 'g' then
    publish(ARGV[at + 1])
    gaps[#entries] = true
    at = at + 2
  elseif registrations then
    next_registration(kind)
  else
    next_leg(kind)
  end
end
settle()
write_entries()

local from_list, from_stream = 0, 0
if lists then
  from_list = call('LLEN', list) - tonumber(ARGV[7])
  if from_list > 0 then call('LTRIM', list, '-' .. ARGV[7], '-1') else from_list = 0 end
end
if streams and call('XLEN', stream) > tonumber(ARGV[8]) then
  from_stream = call('XTRIM', stream, 'MAXLEN', '=', ARGV[8])
end
call('HSET', positions, node, ARGV[4])
return {1, ARGV[4], from_list, from_stream}
