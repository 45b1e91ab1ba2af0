// The scripts of the Redis store. Each decision touches one record; layout in record.ts, rules (and the oracle) in protocol.ts.
// Promises: one call decides and writes. `commit`, `known` and `claim` take several decisions in one call, each whole or failed by itself.
// Refuses: to need a second key in a Cluster, so that moving slots cannot break a turn; the one exception adds counters up, off the
// path of any reply, in the same slot, and is repeated when the slot is moving.
// `known` (a commit to a known record, or the end of a send), `claim`, `drop`, `tidy`, `flush` and `hint` also run when Redis is full: they shrink it or
// keep a promise.

import { COMMIT, GRANT, READ, SAVE, together } from './redis-lua-commit.ts';
import { EXPIRE, HOLD, INCREMENT, PUT, RELEASE, UNLIST } from './redis-lua-records.ts';

export type Script = 'commit' | 'known' | 'claim' | 'drop' | 'tidy' | 'flush' | 'hint' | 'due' | 'sweep' | 'put' | 'expire' | 'unlist' | 'increment' | 'hold' | 'release';

/** `clockKey`: tests let Redis read its time from a key, to live through days. */
export function scripts(clockKey?: string): Readonly<Record<Script, string>> {
  const time = clockKey === undefined
    ? `local t=redis.call('TIME') local sec=tonumber(t[1]) local now=sec*1000+math.floor(tonumber(t[2])/1000)\n`
    : `local now=tonumber(redis.call('GET','${clockKey}')) local sec=math.floor(now/1000)\n`;
  const evenWhenFull = '#!lua flags=allow-oom\n';
  const alone = evenWhenFull + time + 'local key=KEYS[1]\n' + READ + SAVE;
  return {
    commit: time + together(READ + SAVE + GRANT + COMMIT),
    // In one script, so that all that is asked in a tick leaves as one command. A commit has a session behind its numbers, the end of a send has not.
    known: `${evenWhenFull}${time}${together(`${READ}${SAVE}${GRANT}if count==1 then\n${SENT}else\n${COMMIT}end\n`)}`,
    claim: evenWhenFull + time + together(READ + SAVE + GRANT + CLAIM),
    drop: alone + DROP,
    tidy: alone + TIDY,
    flush: alone + FLUSH,
    hint: evenWhenFull + HINT,
    due: evenWhenFull + DUE,
    sweep: SWEEP,
    put: time + PUT,
    expire: evenWhenFull + time + EXPIRE,
    unlist: evenWhenFull + UNLIST,
    increment: time + INCREMENT,
    hold: evenWhenFull + time + HOLD,
    release: evenWhenFull + RELEASE,
  };
}

// Argument: [me ×3, the hint's score]. Reply: false when there is no record, else
// {now, next look or 0, dropped, increments?, timer or 0, address, lease ms, born of the oldest or 0, granted?, seq, unknowns, fails, bytes}
// With `due` the hint is moved at once, unless increments have to be added up first.
const CLAIM = `
local A=cjson.decode(ARGV[first])
local function move(nxt)
 if not due then return end
 local chat=key:sub(key:find('}',1,true)+1)
 local s=redis.call('ZSCORE',due,chat)
 if not s or tonumber(s)~=A[4] then return end
 if nxt==0 then redis.call('ZREM',due,chat) else redis.call('ZADD',due,nxt,chat) end
end
if not v then move(0) return false end
local dropped,changed=0,false
while un~='' do
 local _,born,len,p=unpack('>I6I4I2',un)
 if born+86400>=sec then break end
 un=un:sub(p+len) tr=0 fa=0 changed=true
 if lm>0 then dropped=dropped+1 end
end
local got=grant(A[1],A[2],A[3])
local timer=0
if wake>0 and wake<=now then timer=wake end
local far=281474976710655
local nxt,born,seq,len,p=far,0,0,0,1
if un~='' then
 seq,born,len,p=unpack('>I6I4I2',un)
 if lm==0 then nxt=(born+86401)*1000
 else
  if lu<now or lu>now+lm+5000 then nxt=now else nxt=lu end
  if nb>nxt then nxt=nb end
 end
end
if wake>0 then nxt=math.min(nxt,timer>0 and now+5000 or wake) end
if nxt==far then nxt=0 end
local hasInc=inc~='' and 1 or 0
local a,l=addr,lm
if got or changed then save() end
if hasInc==0 then move(nxt) end
return {now,nxt,dropped,hasInc,timer,a,l,born,got and 1 or 0,seq,tr,fa,got and un:sub(p,p+len-1) or ''}
`;

// Argument: [me ×3, seq, op (0 drop, 1 drop all, 2 wait), wait ms, unknown 0/1, failed 0/1]. Reply: {0,now} stop | {1,now,seq,unknowns,fails,bytes}
const SENT = `
local A=cjson.decode(ARGV[first])
if un=='' or li~=A[1] or lb~=A[2] or ln~=A[3] then return {0,now} end
local seq,_,len,p=unpack('>I6I4I2',un)
local match=seq==A[4]
if A[5]==2 then
 if match then
  if A[7]==1 then tr=tr+1 end
  if A[8]==1 then fa=fa+1 end
 end
 nb=now+A[6]
 li,lb,ln,lu=0,0,0,0
 save()
 return {0,now}
end
if A[5]==1 then un=''
elseif match then un=un:sub(p+len) tr=0 fa=0 end
lu=now+lm
save()
if un=='' then return {0,now} end
seq,_,len,p=unpack('>I6I4I2',un)
return {1,now,seq,tr,fa,un:sub(p,p+len-1)}
`;

// Nobody is there to hear it: no message, no timer.
const DROP = `
if v and (un~='' or wake>0) then
 un='' wake=0
 save()
end
return 1
`;

// Event ids older than any repetition.
const TIDY = `
if not v or n==0 or sec-at<=90000 then return 0 end
ring='' n=0
save()
return 1
`;

// KEYS: record, counters of its shard.
const FLUSH = `
if inc=='' then return 0 end
for name,by in inc:gmatch('([^\\t\\n]*)\\t([^\\n]*)\\n') do redis.call('HINCRBY',KEYS[2],name,by) end
inc=''
save()
return 1
`;

// ARGV: chat, score it had, new score or 0 … A hint that moved meanwhile is left alone.
const HINT = `
for i=1,#ARGV,3 do
 local s=redis.call('ZSCORE',KEYS[1],ARGV[i])
 if s and tonumber(s)==tonumber(ARGV[i+1]) then
  if ARGV[i+2]=='0' then redis.call('ZREM',KEYS[1],ARGV[i]) else redis.call('ZADD',KEYS[1],ARGV[i+2],ARGV[i]) end
 end
end
return 1
`;

// ZADD for a chat that is known already, when Redis is full.
const DUE = `return redis.call('ZADD',KEYS[1],unpack(ARGV))\n`;

// All shards in one look, where one server has them all (not in a Cluster): 1,024 commands every half second would cost the bot 2 %
// of a core. ARGV: 1 shards, 2 due before ms, 3 most per shard.
const SWEEP = `
local found={}
for s=0,tonumber(ARGV[1])-1 do
 local some=redis.call('ZRANGEBYSCORE','{'..s..'}due','-inf',ARGV[2],'WITHSCORES','LIMIT',0,ARGV[3])
 for i=1,#some do found[#found+1]=some[i] end
end
return found
`;
