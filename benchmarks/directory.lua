-- Asks for one address of a list after another; a line is the path and, after a tab, an ETag.
local asked, position = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, etag = line:match("^([^\t]*)\t(.*)$")
    local headers = { ["Host"] = "127.0.0.1", ["Accept-Language"] = "ko" }
    if etag and etag ~= "" then headers["If-None-Match"] = etag end
    asked[#asked + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  position = position % #asked + 1
  return asked[position]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %.3f %.3f %d\n", summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
