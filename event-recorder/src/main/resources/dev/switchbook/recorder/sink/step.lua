-- One step of one node at one base: all of it, or nothing and the position that stands there.
--
-- KEYS  1 hash of records  2 parts  3 positions  4 list  5 stream   (a sink that is off: the key of the parts)
-- ARGV  1 node  2 mode  3 expected  4 next  5 flags  6 channel  7 list-max  8 stream-max, then the changes:
--       kind, key, part [, head] [, entry, ended, source]    kind: 0 bare, 1 with head, 2 with entry, 3 with both;
--                                                            5, 7: so, the head only unless another node's stands
--                                                            an empty entry: the newest event of a registration's part
--       'g', JSON                                            a gap
-- modes step; verify: compares only; claim: expected is my epoch
-- flags h hash  l list  s stream  c channel  r registrations  d a record goes with its last call
-- Returns {1, position, trimmed of list, trimmed of stream}, or {0, actual position or false}.
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

-- The parts of all nodes, in the order of nodes; false where there is none.
local function all_parts(key, mine)
  local all = {}
  for i = 1, #nodes do
    if nodes[i] == node then
      all[i] = mine ~= '' and mine
    else
      all[i] = call('HGET', parts, key .. '|' .. nodes[i])
    end
  end
  return all
end

local function store_part(key, part)
  if part == '' then
    call('HDEL', parts, key .. '|' .. node)
  else
    call('HSET', parts, key .. '|' .. node, part)
  end
end

local function publish(entry)
  if lists then call('RPUSH', list, entry) end
  if streams then call('XADD', stream, '*', 'event', entry) end
  if publishes then call('PUBLISH', channel, entry) end
end

-- A part of a registration: its stamp and the newest event. What is none counts for nothing.
local function newest(part)
  local first = find(part, '\n', 1, true)
  if not first then return '', false end
  local second = find(part, '\n', first + 1, true)
  return sub(part, 1, first - 1), sub(part, first + 1, second and second - 1 or -1)
end

-- Returns the newest event of the part.
local function registration(key, part)
  store_part(key, part)
  local best, event = newest(part)
  local mine = event
  if not hashes then return mine end
  if not alone then
    best, event = '', false
    local all = all_parts(key, part)
    for i = 1, #nodes do
      if all[i] then
        local stamp, own = newest(all[i])
        if own and stamp > best then best, event = stamp, own end
      end
    end
  end
  if event then
    call('HSET', record, key, event)
  else
    call('HDEL', record, key)
  end
  return mine
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

-- No leg is left on any node: what holds an ended leg alone goes; a part in which its recorder keeps more stays.
local function let_go(key, all)
  for i = 1, #nodes do
    if all[i] then
      local _, _, _, rest = lines(all[i])
      if not find(all[i], '[^\n]', rest) then call('HDEL', parts, key .. '|' .. nodes[i]) end
    end
  end
end

local function stored_head(key)
  local value = call('HGET', parts, key .. '|')
  local lf = value and find(value, '\n', 1, true)
  if not lf then return '', '' end
  return sub(value, 1, lf - 1), sub(value, lf + 1)
end

local function leg(key, part, head, yields, entry, entry_ended, source)
  local writer = node
  if head and yields and not alone then
    local other = stored_head(key)
    if other ~= '' and other ~= node and call('HGET', parts, key .. '|' .. other) then head = false end
  end
  if head and part ~= '' then
    call('HSET', parts, key .. '|' .. node, part, key .. '|', node .. '\n' .. head)
  else
    store_part(key, part)
    if head then
      call('HSET', parts, key .. '|', node .. '\n' .. head)
    else
      writer, head = stored_head(key)
    end
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
    if hashes then call('HDEL', record, key) end
    call('HDEL', parts, key .. '|')
    if some then let_go(key, all) end
  elseif hashes then
    now = object(head, live, ended, uuids, '')
    call('HSET', record, key, now)
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
while at <= last do
  local kind = ARGV[at]
  if kind == 'g' then
    if streams then call('XADD', stream, '*', 'gap', ARGV[at + 1]) end
    at = at + 2
  else
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
    if registrations then
      local mine = registration(key, part)
      if entry then publish(entry == '' and mine or entry) end
    else
      leg(key, part, head, yields, entry, ended, source)
    end
  end
end

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
