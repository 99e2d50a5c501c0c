-- create.lua - makes wrk send one thing after another: wrk -s create.lua URL -- TYPE TOKEN BODY
-- SPDX-License-Identifier: EUPL-1.2
function init(words)
    wrk.method = "POST"
    wrk.headers["content-type"] = words[1]
    if words[2] ~= "-" then
        wrk.headers["authorization"] = "Bearer " .. words[2]
    end
    wrk.body = words[3]
end
