-- What the processes that crawl an outlet share. Each call is one step that no other comes between.
-- KEYS[1]: what the outlet's keys begin with.
-- ARGV: what to do; the run; the process; its member, which is a data folder; seconds of a lease, in ms; then arguments.
--
-- run            the number of the open run
-- members        all members that there ever were
-- owners         URL → the member that fetched it last, and has its record and validators
-- busy:HOST      requests under way → when their lease ends;  free_at: host → when it may be asked next
-- next:HOST      the process that waits for it longest;  last: host → the process that asked it last
-- and of a run, after its number:
-- urls           URL → "place \n host \n what it is", empty from when it is done
-- queue:OWNER:HOST  URLs that wait, in order of their places; OWNER is empty for what anybody may take
-- held:PROCESS   URLs that a process works at; an empty one while it has not said where the crawl begins
-- processes      process → when its lease ends;  alive: member → until when its URLs are left to it
-- hosts          hosts that URLs wait for;  count: of URLs, for their order
-- given_up       "member:host" that the member asks no more
local P, op, run, process, member, lease = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local call, first = redis.call, 6
local PLACE = 33 -- characters of a place
local PATIENCE_MS = 300 -- in which a process that waits for a host looks again
local time = call('TIME') -- the one clock that counts
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function of_run(name) return P .. run .. ':' .. name end
local function queue(owner, host) return of_run('queue:' .. owner .. ':' .. host) end

local function owners_and_nobody()
  local owners = call('ZRANGE', of_run('alive'), 0, -1)
  owners[#owners + 1] = ''
  return owners
end

local function owner_of(key, host) -- whom a URL is left to, as long as that one is alive; empty for anybody
  local owner = call('HGET', P .. 'owners', key)
  if not owner or not call('ZSCORE', of_run('alive'), owner) then return '' end
  return call('SISMEMBER', of_run('given_up'), owner .. ':' .. host) == 0 and owner or ''
end

local function wait(key, value) -- puts a URL into the queue of whom it is left to
  local place, host = string.match(value, '^([^\n]*)\n([^\n]*)\n')
  call('ZADD', queue(owner_of(key, host), host), 0, place .. key)
  call('SADD', of_run('hosts'), host)
end

local function give_back(of, key) -- takes a URL from a process that has not done it
  call('SREM', of_run('held:' .. of), key)
  local value = call('HGET', of_run('urls'), key)
  if value and value ~= '' then wait(key, value) end
end

local function add(key, place, host, what)
  local number = call('INCR', of_run('count'))
  local value = place .. string.format('%012d', number) .. '\n' .. host .. '\n' .. what
  call('HSET', of_run('urls'), key, value)
  return value
end

local function leave_to_all(owner, host)
  call('ZUNIONSTORE', queue('', host), 2, queue('', host), queue(owner, host))
  call('DEL', queue(owner, host))
end

local function tidy() -- gives back what those held, and leaves to all what is of those, whose time is over
  for _, gone in ipairs(call('ZRANGEBYSCORE', of_run('processes'), '-inf', now)) do
    for _, key in ipairs(call('SMEMBERS', of_run('held:' .. gone))) do give_back(gone, key) end
    call('ZREM', of_run('processes'), gone)
  end
  for _, gone in ipairs(call('ZRANGEBYSCORE', of_run('alive'), '-inf', now)) do
    for _, host in ipairs(call('SMEMBERS', of_run('hosts'))) do leave_to_all(gone, host) end
    call('ZREM', of_run('alive'), gone)
  end
end

local function stay() -- renews the lease of the process
  call('ZADD', of_run('processes'), now + lease, process)
  call('ZADD', of_run('alive'), now + lease, member)
end

local function hold(key)
  call('SADD', of_run('held:' .. process), key)
  call('ZADD', of_run('processes'), 'NX', now + lease, process) -- its lease may have run out
end

local function held_by_others()
  local held = 0
  for _, other in ipairs(call('ZRANGE', of_run('processes'), 0, -1)) do
    if other ~= process then held = held + call('SCARD', of_run('held:' .. other)) end
  end
  return held
end

local function waiting(host)
  local all = 0
  for _, owner in ipairs(owners_and_nobody()) do all = all + call('ZCARD', queue(owner, host)) end
  return all
end

local function forget() -- what was known of the run
  for _, host in ipairs(call('SMEMBERS', of_run('hosts'))) do
    for _, owner in ipairs(owners_and_nobody()) do call('DEL', queue(owner, host)) end
  end
  for _, other in ipairs(call('ZRANGE', of_run('processes'), 0, -1)) do call('DEL', of_run('held:' .. other)) end
  for _, name in ipairs({'urls', 'hosts', 'alive', 'processes', 'count', 'given_up'}) do call('UNLINK', of_run(name)) end
end

local function is_open() -- whether anything waits, or is held
  if held_by_others() > 0 then return true end
  for _, host in ipairs(call('SMEMBERS', of_run('hosts'))) do
    if waiting(host) > 0 then return true end
  end
  return false
end

local ops = {}

function ops.join() -- the open run, or a new one; and whether nobody else is at work in it
  run = call('GET', P .. 'run') or ''
  if run ~= '' then
    tidy()
    if not is_open() then
      forget()
      run = ''
    end
  end
  if run == '' then
    run = string.format('%d', time[1] * 1000000 + time[2])
    call('SET', P .. 'run', run)
    for _, known in ipairs(call('SMEMBERS', P .. 'members')) do
      call('ZADD', of_run('alive'), now + 2 * lease, known) -- so long it may take to come
    end
  end
  local alone = call('ZCARD', of_run('processes')) == 0
  stay()
  call('SADD', P .. 'members', member)
  hold('')
  return {run, alone and 1 or 0}
end

function ops.offer() -- URLs: key, place, host, what it is, whether it is wanted though it was done
  for n = first, #ARGV, 5 do
    local key, old = ARGV[n], call('HGET', of_run('urls'), ARGV[n])
    if not old or (old == '' and ARGV[n + 4] == '1') then
      wait(key, add(key, ARGV[n + 1], ARGV[n + 2], ARGV[n + 3]))
    end
  end
  return {}
end

function ops.claim() -- a URL that a redirect leads to, as `offer` has it: whether it is the process's
  local key = ARGV[first]
  if call('HEXISTS', of_run('urls'), key) == 1 then return {0} end
  local value, owner = add(key, ARGV[first + 1], ARGV[first + 2], ARGV[first + 3]), owner_of(key, ARGV[first + 2])
  if owner ~= '' and owner ~= member then -- which knows it, and asks for what changed alone
    wait(key, value)
    return {0}
  end
  hold(key)
  return {1}
end

function ops.take() -- the first URL of a host that this member may take, what it is, and how many more there are
  local host, best, from = ARGV[first], nil, nil
  for _, name in ipairs({queue(member, host), queue('', host)}) do
    local found = call('ZRANGE', name, 0, 0)[1]
    if found and (not best or found < best) then best, from = found, name end
  end
  if not best then return {} end
  local key = string.sub(best, PLACE + 1)
  call('ZREM', from, best)
  hold(key)
  local what = string.match(call('HGET', of_run('urls'), key), '^[^\n]*\n[^\n]*\n(.*)$')
  return {key, what, call('ZCARD', queue(member, host)) + call('ZCARD', queue('', host))}
end

function ops.give_up() -- a host, of which nothing is left to the member any more
  call('SADD', of_run('given_up'), member .. ':' .. ARGV[first])
  leave_to_all(member, ARGV[first])
  return {}
end

function ops.done() -- URLs whose outcome is on the disk: key, whether the member is their owner from now on
  for n = first, #ARGV, 2 do
    local key = ARGV[n]
    if call('SREM', of_run('held:' .. process), key) == 0 then -- its lease had run out: it may wait again
      local value = call('HGET', of_run('urls'), key)
      local place, host = string.match(value or '', '^([^\n]*)\n([^\n]*)\n')
      for _, owner in ipairs(place and owners_and_nobody() or {}) do call('ZREM', queue(owner, host), place .. key) end
    end
    if key ~= '' then
      call('HSET', of_run('urls'), key, '')
      if ARGV[n + 1] == '1' then call('HSET', P .. 'owners', key, member) end
    end
  end
  return {}
end

function ops.look() -- how many URLs others hold; and by host how many the member may take, and how many wait in all
  tidy()
  local seen = {held_by_others()}
  for _, host in ipairs(call('SMEMBERS', of_run('hosts'))) do
    seen[#seen + 1] = host
    seen[#seen + 1] = call('ZCARD', queue(member, host)) + call('ZCARD', queue('', host))
    seen[#seen + 1] = waiting(host)
  end
  return seen
end

function ops.beat() -- the process lives, with requests under way: host, name of the request
  stay()
  for n = first, #ARGV, 2 do call('ZADD', P .. 'busy:' .. ARGV[n], 'XX', now + lease, ARGV[n + 1]) end
  return {}
end

function ops.restore() -- after a failure: the URLs that the process knows it holds; what it does not know waits again
  local known = {}
  for n = first, #ARGV do known[ARGV[n]] = true end
  for _, key in ipairs(call('SMEMBERS', of_run('held:' .. process))) do
    if not known[key] then give_back(process, key) end
  end
  stay()
  return {}
end

function ops.are_done() -- which of the URLs have an outcome
  local done = {}
  for n = first, #ARGV do
    if call('HGET', of_run('urls'), ARGV[n]) == '' then done[#done + 1] = ARGV[n] end
  end
  return done
end

function ops.leave() -- whether the crawl came to its end; then what nobody is left for need not wait any more
  for _, key in ipairs(call('SMEMBERS', of_run('held:' .. process))) do give_back(process, key) end
  call('ZREM', of_run('processes'), process)
  if ARGV[first] == '1' and call('ZCARD', of_run('processes')) == 0 then
    forget()
    call('INCR', P .. 'run') -- one that stood still, and comes back, is not to begin it anew
  end
  return {}
end

function ops.begin() -- a request to a host: name, places, delay in ms. In how many ms it may be tried again; 0: it began
  local busy, host = P .. 'busy:' .. ARGV[first], ARGV[first]
  local next_one = call('GET', P .. 'next:' .. host)
  local wait_ms = tonumber(call('HGET', P .. 'free_at', host) or 0) - now
  call('ZREMRANGEBYSCORE', busy, '-inf', now)
  if wait_ms > 0 or call('ZCARD', busy) >= tonumber(ARGV[first + 2]) then
    if not next_one or next_one == process then -- whoever waits longest
      call('SET', P .. 'next:' .. host, process, 'PX', math.max(wait_ms, 0) + PATIENCE_MS)
    end
    return {wait_ms > 0 and wait_ms or -1}
  end
  if next_one and next_one ~= process and call('HGET', P .. 'last', host) == process then return {-1} end
  if next_one == process then call('DEL', P .. 'next:' .. host) end
  call('HSET', P .. 'last', host, process)
  call('ZADD', busy, now + lease, ARGV[first + 1])
  call('HSET', P .. 'free_at', host, now + tonumber(ARGV[first + 3]))
  return {0}
end

function ops.rest() -- a host is not to be asked for so many ms, and a request to it has ended: host, ms, its name or ''
  local host, free_at = ARGV[first], now + tonumber(ARGV[first + 1])
  if free_at > tonumber(call('HGET', P .. 'free_at', host) or 0) then call('HSET', P .. 'free_at', host, free_at) end
  call('ZREM', P .. 'busy:' .. host, ARGV[first + 2])
  return {}
end

if op ~= 'join' then
  local open = call('GET', P .. 'run')
  if open ~= run then return {'not open', open or ''} end
end
return ops[op]()
