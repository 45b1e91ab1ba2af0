// Reading, writing and committing a record in Lua, and taking several such decisions in one call. Layout: record.ts; oracle: protocol.ts.
// Promises: a decision that fails leaves the others of its call alone. Refuses: to decide anything for two chats together.

/**
 * Decisions asked for in one tick leave in one call. KEYS: as many a decision as ARGV 1 says; ARGV then: how many arguments, the arguments,
 * decision by decision. Reply: one JSON text, for a client decodes an array item by item; {-1, why} for a decision that failed.
 */
export const together = (body: string): string => `
local function one(key,due,first,count)
${body}
end
local per=tonumber(ARGV[1])
local replies,at={},2
for i=1,#KEYS/per do
 local count=tonumber(ARGV[at])
 local ok,r=pcall(one,KEYS[(i-1)*per+1],per>1 and KEYS[i*per],at+1,count)
 if not ok then r={-1,type(r)=='table' and r.err or tostring(r)} end
 replies[i]=r
 at=at+count+1
end
return cjson.encode(replies)
`;

export const READ = `
local unpack,pack=struct.unpack,struct.pack
local v=redis.call('GET',key)
local ver,at,exp,fl,n,sl=0,0,0,0,0,0
local li,lb,ln,lu,nb,tr,fa,wake,lm=0,0,0,0,0,0,0,0,0
local ring,ses,addr,inc,un='','','','',''
local expired=false
if v then
 local p
 ver,at,exp,fl,n,sl,p=unpack('>I4I4I4BBI2',v)
 local q=p+n*8
 ring=v:sub(p,q-1)
 p=q+sl
 ses=v:sub(q,p-1)
 if fl==1 then
  local al,il
  li,lb,ln,lu,nb,tr,fa,wake,lm,al,il,p=unpack('>I4I6I4I6I6BBI6I2BI3',v,p)
  q=p+al
  addr=v:sub(p,q-1)
  p=q+il
  inc=v:sub(q,p-1)
  un=v:sub(p)
 end
 if exp<=sec then ses='' expired=true end
end
`;

/** A key outlives its session while something is unsent: giving up is the sweeper's decision. */
export const SAVE = `
local function save()
 local f,w=0,''
 if un~='' or wake>0 or inc~='' then
  f=1
  if un=='' then li,lb,ln,lu,nb,tr,fa=0,0,0,0,0,0,0 end
  if wake==0 and (un=='' or lm==0) then addr='' end
  w=pack('>I4I6I4I6I6BBI6I2BI3',li,lb,ln,lu,nb,math.min(tr,255),math.min(fa,255),wake,lm,#addr,#inc)..addr..inc..un
 end
 local e=exp
 if un~='' and lm>0 and e<sec+90000 then e=sec+90000 end
 redis.call('SET',key,pack('>I4I4I4BBI2',ver,at,exp,f,n,#ses)..ring..ses..w,'EXAT',e)
end
`;

export const GRANT = `
local function grant(i,b,m)
 if un=='' or lm==0 or nb>now then return false end
 if not (lu<now or lu>now+lm+5000 or (li==i and (lb<b or (lb==b and ln==m)))) then return false end
 li,lb,ln,lu=i,b,m,now+lm
 return true
end
`;

// What is short travels as one JSON array: each argument more costs the bot more than the whole array costs Redis.
// Arguments: 1 [expected version, id hash, event time s (0 none), ttl s (0 keep), wake at, me ×3, lease ms, timer, forget 0/1, address,
// increments, hint ms (0 none), only sooner 0/1], 2 session, 3.. messages. The hint stands in `due`, where that is given (not in a Cluster).
// Reply: {0 stale,now,version,session} | {1 committed / 2 seen,now,version,notBefore} | {3 / 4 the same with the lease,now,version,seq,unknowns,fails,bytes|''}
export const COMMIT = `
local A=cjson.decode(ARGV[first])
local floor=math.floor
if expired then ver=ver+1 end
if sec-at>90000 then ring='' n=0 end
local slot=floor(sec/4)%65536
local function behind(a,b) local d=(b-a)%65536 if d>54736 then d=d-65536 end return d end
while n>0 and behind((unpack('>I2',ring,7)),slot)>22500 do ring=ring:sub(9) n=n-1 end
local es,ats,known=slot,A[3],false
if ats>0 and ats>sec-90000 and ats<sec+43200 then known=true es=floor(ats/4)%65536 end
local id=pack('>I6',A[2])
local timer=A[10]
local seen=timer>0 and wake~=timer
if n==64 and known then
 local d=behind(es,(unpack('>I2',ring,7)))
 if d>0 or (d==0 and behind(es,slot)>2) then seen=true end
end
if not seen then
 local p=ring:find(id,1,true)
 while p do
  if p%8==1 then seen=true break end
  p=ring:find(id,p+1,true)
 end
end
if not seen then
 if ver~=A[1] then return {0,now,ver,ses} end
 local ttl=A[4]
 if ttl==0 then if exp>at then ttl=exp-at else ttl=86400 end end
 if ver==0 then ver=sec else ver=ver+1 end
 if n==64 then ring=ring:sub(9) else n=n+1 end
 ring=ring..id..pack('>I2',es)
 at=sec
 wake=A[5]
 ses=ARGV[first+1]
 if A[11]==1 then ses='' ttl=90000 un='' tr=0 fa=0 wake=0 end
 exp=sec+ttl
 lm=A[9]
 addr=A[12]
 inc=inc..A[13]
 for i=2,count-1 do
  local bytes=ARGV[first+i]
  un=un..pack('>I6I4I2',ver*32+i-2,sec,#bytes)..bytes
 end
 if lm==0 and un~='' then
  local starts,p={},1
  while p<=#un do
   local _,born,len,q=unpack('>I6I4I2',un,p)
   if born+86400>=sec then starts[#starts+1]=p end
   p=q+len
  end
  if #starts==0 then un='' else un=un:sub(starts[math.max(1,#starts-19)]) end
 end
end
if due and A[14]>0 then
 local chat=key:sub(key:find('}',1,true)+1)
 if A[15]==1 then redis.call('ZADD',due,'LT',A[14],chat) else redis.call('ZADD',due,A[14],chat) end
end
local got=grant(A[6],A[7],A[8])
if got or not seen then save() end
local kind=seen and 2 or 1
if not got then return {kind,now,ver,(un~='' and lm>0 and nb>now) and nb or 0} end
local seq,_,len,p=unpack('>I6I4I2',un)
local bytes=''
if seen or seq<ver*32 then bytes=un:sub(p,p+len-1) end
return {kind+2,now,ver,seq,tr,fa,bytes}
`;
