// The scripts of small named values, counters and roles in Redis. Promises: each is one decision on one key (UNLIST: on one family,
// which shares a slot). Refuses: nothing; the caller names the keys.

// Values are "version expires value"; expires 0 = never. ARGV: 1 version, 2 value, 3 ttl ms or 0.
export const PUT = `
local v=redis.call('GET',KEYS[1])
local ver=0
if v then
 local a,e=v:match('^(%d+) (%d+) ')
 if e=='0' or tonumber(e)>now then ver=tonumber(a) end
end
if ver~=tonumber(ARGV[1]) then return 0 end
local ttl=tonumber(ARGV[3])
local e=ttl>0 and now+ttl or 0
local text=string.format('%.0f %.0f ',ver+1,e)..ARGV[2]
if e>0 then redis.call('SET',KEYS[1],text,'PXAT',string.format('%.0f',e)) else redis.call('SET',KEYS[1],text) end
return ver+1
`;

// ARGV: 1 ttl ms.
export const EXPIRE = `
local v=redis.call('GET',KEYS[1])
if not v then return 0 end
local ver,value=v:match('^(%d+) %d+ (.*)$')
local e=string.format('%.0f',now+tonumber(ARGV[1]))
redis.call('SET',KEYS[1],ver..' '..e..' '..value,'PXAT',e)
return 1
`;

// KEYS: index, values; ARGV: their names. Only what is still gone leaves the index.
export const UNLIST = `
for i=1,#ARGV do
 if redis.call('EXISTS',KEYS[i+1])==0 then redis.call('ZREM',KEYS[1],ARGV[i]) end
end
return 1
`;

// "expires n". ARGV: 1 by, 2 ttl ms or 0.
export const INCREMENT = `
local v=redis.call('GET',KEYS[1])
local e,c=0,0
local ttl=tonumber(ARGV[2])
if v then
 e,c=v:match('^(%d+) (-?%d+)$')
 e,c=tonumber(e),tonumber(c)
 if e>0 and e<=now then v=false c=0 end
end
if not v then e=ttl>0 and now+ttl or 0 end
c=c+tonumber(ARGV[1])
local text=string.format('%.0f %.0f',e,c)
if e>0 then redis.call('SET',KEYS[1],text,'PXAT',string.format('%.0f',e)) else redis.call('SET',KEYS[1],text) end
return c
`;

// "token instance boot until". The key never expires: tokens must rise. ARGV: 1 instance, 2 boot, 3 ttl ms. Reply: token or 0.
export const HOLD = `
local v=redis.call('GET',KEYS[1])
local tok,i,b,u=0,'','0',0
if v then tok,i,b,u=v:match('^(%d+) (%d+) (%d+) (%d+)$') end
local mine=i==ARGV[1] and b==ARGV[2]
local older=i==ARGV[1] and tonumber(b)<tonumber(ARGV[2])
u=tonumber(u)
local ttl=tonumber(ARGV[3])
local gone=u<=now or u>now+ttl+5000
if not mine and not older and not gone then return 0 end
tok=tonumber(tok)
if not mine or gone then tok=tok+1 end
redis.call('SET',KEYS[1],string.format('%.0f %s %s %.0f',tok,ARGV[1],ARGV[2],now+ttl))
return tok
`;

export const RELEASE = `
local v=redis.call('GET',KEYS[1])
if not v then return 0 end
local tok,i,b=v:match('^(%d+) (%d+) (%d+) ')
if i==ARGV[1] and b==ARGV[2] then redis.call('SET',KEYS[1],tok..' '..i..' '..b..' 0') end
return 1
`;
