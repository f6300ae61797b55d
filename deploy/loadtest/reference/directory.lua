-- Answers a directory request from Redis: decodes the form, reads the record, writes the XML.
local cjson = require "cjson"
local redis = require "nginx.redis"

local concat = table.concat
local gsub = string.gsub
local pairs = pairs
local tostring = tostring

local M = {}

-- letters, digits and " ._@:/+," as they are, all other ASCII as &#N;, the rest as UTF-8
local escapes = {}
for byte = 0, 127 do
    escapes[string.char(byte)] = "&#" .. byte .. ";"
end

local function escape(text)
    return (gsub(tostring(text), "[^%w ._@:/+,\128-\255]", escapes))
end

local NOT_FOUND = [[<document type="freeswitch/xml">
<section name="result">
<result status="not found"/>
</section>
</document>
]]
local DIAL_STRING = escape("${sofia_contact(*/${dialed_user}@${dialed_domain})}")

local function fields(out, n, element, values)
    for name, value in pairs(values or {}) do
        n = n + 1
        out[n] = "<" .. element .. ' name="' .. escape(name) .. '" value="' .. escape(value) .. '"/>\n'
    end
    return n
end

local function user_xml(user, domain, record)
    local out = {
        '<document type="freeswitch/xml">\n<section name="directory">\n<domain name="', escape(domain), '">\n<params>\n',
        '<param name="dial&#45;string" value="', DIAL_STRING, '"/>\n',
        '<param name="allow&#45;empty&#45;password" value="false"/>\n</params>\n<variables>\n</variables>\n<users>\n',
        '<user id="', escape(user),
    }
    local n = #out
    for name, value in pairs(record.attribute or {}) do
        n = n + 1
        out[n] = '" ' .. name .. '="' .. escape(value)
    end
    n = n + 1
    out[n] = '">\n<params>\n'
    n = fields(out, n, "param", record.param)
    n = n + 1
    out[n] = '<param name="allow&#45;empty&#45;password" value="false"/>\n'
    n = fields(out, n, "param", { ["dial-var-cti_extension"] = user, ["dial-var-cti_domain"] = domain })
    n = n + 1
    out[n] = "</params>\n<variables>\n"
    n = fields(out, n, "variable", record.variable)
    n = fields(out, n, "variable", { cti_extension = user, cti_domain = domain })
    n = n + 1
    out[n] = "</variables>\n</user>\n</users>\n</domain>\n</section>\n</document>\n"
    return concat(out)
end

local function send(xml)
    ngx.header["Content-Type"] = "text/xml; charset=utf-8"
    ngx.header["Content-Length"] = #xml
    ngx.print(xml)
end

local function record_of(port, domain, user)
    local connection = redis:new()
    connection:set_timeout(250)
    local ok, fault = connection:connect("127.0.0.1", port)
    if not ok then
        ngx.log(ngx.ERR, "redis: ", fault)
        return ngx.exit(503)
    end
    local json, why = connection:hget("cti_exten@" .. domain, user)
    if not json then
        ngx.log(ngx.ERR, "redis: ", why)
        return ngx.exit(503)
    end
    connection:set_keepalive(60000, 256)
    return json ~= ngx.null and cjson.decode(json) or nil
end

function M.answer(port)
    ngx.req.read_body()
    local form = ngx.req.get_post_args(200)
    local user, domain = form.user, form.domain
    if form.section ~= "directory" or not user or not domain then
        return send(NOT_FOUND)
    end
    local record = record_of(port, domain, user)
    return send(record and user_xml(user, domain, record) or NOT_FOUND)
end

return M
